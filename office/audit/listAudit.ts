import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Person } from '../actor.ts';
import { documentsNamed } from '../documents/documentsNamed.ts';
import { id } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { PAGE_SIZE } from '../paging.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import type { AuditTable } from '../tables.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { deeds } from './deeds.ts';
import { type Told, told } from './sentences.ts';

const kinds = Object.keys(deeds) as [string, ...string[]];

export const listAuditInput = z.object({
  /** Id, label, number or arrival number of a document. */
  document: z.string().trim().min(1).max(200).optional(),
  actorId: id.optional(),
  kind: z.enum(kinds).optional(),
  outcome: z.enum(['ok', 'denied']).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  /** Not included. */
  until: z.iso.datetime({ offset: true }).optional(),
  /** `next` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
});

export interface AuditView extends Told {
  id: string;
  at: string;
  /** null: the system itself. */
  actor: ShownPerson | null;
  action: string;
  documentId: string | null;
  taskId: string | null;
  outcome: 'ok' | 'denied';
  ip: string | null;
  details: Record<string, unknown>;
}

type Filter = Omit<z.output<typeof listAuditInput>, 'document'> & {
  documentIds?: readonly string[] | undefined;
};

/** The audit trail, newest first, by pages that go on from the last entry of the page before. */
export async function listAudit(
  office: Office,
  actor: Person,
  input: z.input<typeof listAuditInput> = {},
): Promise<{ items: AuditView[]; next: string | null }> {
  const { document, ...filter } = listAuditInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'audit.read'));
  const documentIds = document === undefined ? undefined : await idsOf(office, document);
  if (documentIds?.length === 0) return { items: [], next: null };
  const rows = await auditPage(office.db, { ...filter, documentIds }).execute();
  const last = rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1] : undefined;
  return { items: await viewsOf(office.db, rows.slice(0, PAGE_SIZE)), next: last?.id ?? null };
}

/** The kinds of entries, in the order of their words. */
export async function auditKinds(office: Office, actor: Person): Promise<{ kind: string; label: string }[]> {
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'audit.read'));
  return Object.entries(deeds)
    .map(([kind, deed]) => ({ kind, label: deed.charAt(0).toLocaleUpperCase('vi') + deed.slice(1) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'vi'));
}

const idsOf = async (office: Office, name: string) =>
  ((await documentsNamed(office, name)?.execute()) ?? []).map((row) => row.id);

/** A page and one entry more. */
export function auditPage(db: Database, filter: Filter) {
  const { documentIds, actorId, kind, outcome, from, until, before } = filter;
  return db
    .selectFrom('office.audit')
    .selectAll()
    .$if(!!documentIds, (entries) => entries.where('documentId', 'in', documentIds!))
    .$if(!!actorId, (entries) => entries.where('actorId', '=', actorId!))
    .$if(!!kind, (entries) => entries.where('action', '=', kind!))
    .$if(!!outcome, (entries) => entries.where('outcome', '=', outcome!))
    .$if(!!from, (entries) => entries.where('at', '>=', new Date(from!)))
    .$if(!!until, (entries) => entries.where('at', '<', new Date(until!)))
    .$if(!!before, (entries) => entries.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(PAGE_SIZE + 1);
}

async function viewsOf(db: Database, rows: Selectable<AuditTable>[]): Promise<AuditView[]> {
  const people = await shownPeople(
    db,
    rows.map(({ actorId }) => actorId),
  );
  return rows.map(({ at, actorId, ...row }) => ({
    ...row,
    at: at.toISOString(),
    actor: people.get(actorId ?? '') ?? null,
    ...told(row.action, row.details, row.outcome),
  }));
}
