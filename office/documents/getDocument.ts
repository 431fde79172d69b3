import { z } from 'zod';
import type { Person } from '../actor.ts';
import { openFor } from '../assignments/listTasks.ts';
import { presentTasks, type TaskView } from '../assignments/presentTask.ts';
import { type Direction, type DocumentState, id, type Organ } from '../inputs.ts';
import type { Office } from '../office.ts';
import { can } from '../people/can.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import { type FileView, listFiles } from '../records/listFiles.ts';
import type { DocumentSigner } from '../tables.ts';
import { labelOf } from './label.ts';
import { type AssignmentView, listAssignments } from './listAssignments.ts';
import { type DocumentSummary, summaryOf } from './listDocuments.ts';
import { readDocument } from './readDocument.ts';
import { countUndelivered } from './undelivered.ts';

export const getDocumentInput = z.object({ documentId: id });

export interface DocumentLink {
  id: string;
  label: string;
  subject: string;
  state: DocumentState;
  direction: Direction;
}

export interface DocumentView extends DocumentSummary {
  signer: DocumentSigner | null;
  signerId: string | null;
  recipients: Organ[];
  body: string | null;
  drafter: ShownPerson | null;
  unit: { id: string; name: string } | null;
  inResponseTo: DocumentLink | null;
  responses: DocumentLink[];
  packetId: string | null;
  version: number;
  processInstanceKey: string | null;
  createdAt: string;
  files: FileView[];
  assignments: AssignmentView[];
  /** Open tasks on this document that are mine. */
  tasks: TaskView[];
  /** What I may do with it now. */
  allowed: string[];
}

/** A document with everything of it that one screen shows. */
export async function getDocument(
  office: Office,
  actor: Person,
  input: z.input<typeof getDocumentInput>,
): Promise<DocumentView> {
  const { documentId } = getDocumentInput.parse(input);
  const row = await readDocument(office, actor, documentId);
  const { db } = office;
  const people = await shownPeople(db, [row.drafterId]);
  const unit = row.unitId
    ? await db
        .selectFrom('office.units')
        .select(['id', 'name'])
        .where('id', '=', row.unitId)
        .executeTakeFirst()
    : undefined;
  const mine = await openFor(db, actor).where('t.documentId', '=', documentId).selectAll('t').execute();
  const tasks = await presentTasks(office, actor, mine);
  const { signer, signerId, recipients, body, packetId, version, processInstanceKey } = row;
  return {
    ...summaryOf(row, (await countUndelivered(db, [documentId])).get(documentId)),
    ...{ signer, signerId, recipients, body, packetId, version, processInstanceKey },
    drafter: people.get(row.drafterId ?? '') ?? null,
    unit: unit ?? null,
    inResponseTo: row.inResponseTo ? ((await links(office, 'id', row.inResponseTo))[0] ?? null) : null,
    responses: await links(office, 'inResponseTo', documentId),
    createdAt: row.createdAt.toISOString(),
    files: await listFiles(db, documentId),
    assignments: await listAssignments(db, documentId),
    tasks,
    allowed: [
      ...(can(actor, 'document.editDraft', { document: row }) ? ['draft.edit', 'file.add'] : []),
      ...tasks.flatMap(({ kind, outcomes }) => outcomes.map((outcome) => `${kind}.${outcome}`)),
    ],
  };
}

async function links(office: Office, column: 'id' | 'inResponseTo', value: string): Promise<DocumentLink[]> {
  const rows = await office.db
    .selectFrom('office.documents')
    .select(['id', 'number', 'notation', 'subject', 'state', 'direction'])
    .where(column, '=', value)
    .orderBy('createdAt')
    .limit(100)
    .execute();
  return rows.map(({ number, notation, ...row }) => ({ ...row, label: labelOf({ number, notation }) }));
}
