import { sql } from 'kysely';
import { z } from 'zod';
import type { Person } from '../actor.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { pageInput, paging } from '../paging.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { sentenceOf } from './sentences.ts';

export const listAuditInput = z.object({ documentId: id.optional(), page: pageInput });

export interface AuditView {
  id: string;
  at: string;
  /** null: the system itself. */
  actor: ShownPerson | null;
  action: string;
  sentence: string;
  documentId: string | null;
  taskId: string | null;
  outcome: 'ok' | 'denied';
  ip: string | null;
  details: Record<string, unknown>;
}

/** The audit trail, newest first. */
export async function listAudit(
  office: Office,
  actor: Person,
  input: z.input<typeof listAuditInput> = {},
): Promise<{ items: AuditView[]; total: number }> {
  const { documentId, page } = listAuditInput.parse(input);
  await auditingDenial(office, actor, { documentId: documentId ?? null }, async () =>
    authorize(actor, 'audit.read'),
  );
  const query = office.db
    .selectFrom('office.audit')
    .$if(!!documentId, (entries) => entries.where('documentId', '=', documentId!));
  const { total } = await query.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  const rows = await query.selectAll().orderBy('id', 'desc').$call(paging(page)).execute();
  const people = await shownPeople(
    office.db,
    rows.map(({ actorId }) => actorId),
  );
  const items = rows.map(({ at, actorId, ...row }) => ({
    ...row,
    at: at.toISOString(),
    actor: people.get(actorId ?? '') ?? null,
    sentence: sentenceOf(row.action, row.details, row.outcome),
  }));
  return { items, total };
}
