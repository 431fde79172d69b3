import { sql } from 'kysely';
import { z } from 'zod';
import { type Person, principalsOf } from '../actor.ts';
import {
  type Direction,
  type DocumentState,
  day,
  direction,
  documentState,
  type Organ,
  typeCode,
  type Urgency,
} from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { type Counted, counted, pageInput, paging } from '../paging.ts';
import { can } from '../people/can.ts';
import type { DocumentRow } from './documentRow.ts';
import { labelOf } from './label.ts';
import { countUndelivered, undelivered } from './undelivered.ts';

export const listDocumentsInput = z.object({
  direction: direction.optional(),
  state: documentState.optional(),
  typeCode: typeCode.optional(),
  issuedFrom: day.optional(),
  /** Included. */
  issuedTo: day.optional(),
  /** Only those that a recipient sent back, or that could not reach one. */
  undelivered: z.boolean().optional(),
  q: z.string().trim().max(200).optional(),
  page: pageInput,
});

export interface DocumentSummary {
  id: string;
  direction: Direction;
  state: DocumentState;
  label: string;
  typeCode: string;
  typeName: string;
  number: number | null;
  notation: string | null;
  issuedDate: string | null;
  subject: string;
  urgency: Urgency;
  issuer: Organ;
  arrivalNumber: number | null;
  arrivalDate: string | null;
  dueDate: string | null;
  source: 'axis' | 'paper' | 'email' | 'own';
  /** Recipients that sent it back, or that it could not reach. */
  undelivered: number;
}

/** The documents that this person may read, newest first. */
export async function listDocuments(
  office: Office,
  actor: Person,
  input: z.input<typeof listDocumentsInput> = {},
): Promise<Counted & { items: DocumentSummary[] }> {
  const { page, ...filter } = listDocumentsInput.parse(input);
  const query = documentsLike(office.db, actor, filter);
  const rows = await query
    .selectAll('d')
    .orderBy('d.createdAt', 'desc')
    .orderBy('d.id')
    .$call(paging(page))
    .execute();
  const lost = await countUndelivered(
    office.db,
    rows.map(({ id }) => id),
  );
  return {
    items: rows.map((row) => summaryOf(row, lost.get(row.id))),
    ...(await counted(office.db, query)),
  };
}

/** Of the documents that this person may read those that are asked for. */
export function documentsLike(
  db: Database,
  actor: Person,
  filter: Omit<z.output<typeof listDocumentsInput>, 'page'>,
) {
  const { direction: way, state, typeCode: type, issuedFrom, issuedTo, undelivered: lost, q } = filter;
  return readableBy(db, actor)
    .$if(!!way, (documents) => documents.where('d.direction', '=', way!))
    .$if(!!state, (documents) => documents.where('d.state', '=', state!))
    .$if(!!type, (documents) => documents.where('d.typeCode', '=', type!))
    .$if(!!issuedFrom, (documents) => documents.where('d.issuedDate', '>=', issuedFrom!))
    .$if(!!issuedTo, (documents) => documents.where('d.issuedDate', '<=', issuedTo!))
    .$if(!!lost, (documents) => documents.where('d.id', 'in', undelivered(db).select('v.documentId')))
    .$if(!!q, (documents) => documents.where(sql<boolean>`d.search @@ websearch_to_tsquery('simple', ${q})`));
}

/** Policies say who reads every document; everyone else reads those that are open to them. */
export function readableBy(db: Database, actor: Person) {
  const documents = db.selectFrom('office.documents as d');
  if (can(actor, 'document.read')) return documents;
  return documents.where('d.id', 'in', (where) =>
    where
      .selectFrom('office.documentReaders')
      .select('documentId')
      .where('principal', 'in', principalsOf(actor)),
  );
}

export function summaryOf(row: DocumentRow, undelivered = 0): DocumentSummary {
  const { id, direction: way, state, typeCode, typeName, number, notation, issuedDate, subject } = row;
  const { urgency, issuer, arrivalNumber, arrivalDate, dueDate, source } = row;
  return {
    ...{ id, direction: way, state, label: labelOf(row), typeCode, typeName, number, notation, issuedDate },
    ...{ subject, urgency, issuer, arrivalNumber, arrivalDate, dueDate, source, undelivered },
  };
}
