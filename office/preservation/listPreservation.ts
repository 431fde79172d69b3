import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { labelOf } from '../documents/label.ts';
import type { Office } from '../office.ts';
import { type Counted, counted, pageInput, paging } from '../paging.ts';
import type { PreservationState } from '../tables.ts';
import { auditingDenial, authorize } from '../useCase.ts';

export const listPreservationInput = z.object({
  /** `due`: to be done now; the others by state. */
  box: z.enum(['due', 'failing', 'waiting', 'kept', 'refused', 'unsigned']).default('due'),
  page: pageInput,
});

export interface PreservationView {
  documentId: string;
  label: string;
  subject: string;
  state: PreservationState;
  level: string | null;
  archiveEnds: string | null;
  dueAt: string | null;
  attempts: number;
  problem: string | null;
  triedAt: string | null;
}

/** What is due to be raised or renewed, what fails and why, and until when the rest holds; the soonest first. */
export async function listPreservation(
  office: Office,
  actor: Actor,
  input: z.input<typeof listPreservationInput> = {},
): Promise<Counted & { items: PreservationView[] }> {
  const { box, page } = listPreservationInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'trust.manage'));
  const query = office.db
    .selectFrom('office.preservation as p')
    .$if(box === 'due', (rows) => rows.where('p.dueAt', '<=', office.clock.now()))
    .$if(box !== 'due', (rows) => rows.where('p.state', '=', box as PreservationState));
  const rows = await query
    .innerJoin('office.documents as d', 'd.id', 'p.documentId')
    .selectAll('p')
    .select(['d.number', 'd.notation', 'd.subject'])
    .orderBy('p.dueAt')
    .orderBy('p.documentId')
    .$call(paging(page))
    .execute();
  const items = rows.map(({ number, notation, archiveEnds, dueAt, triedAt, ...row }) => ({
    ...row,
    label: labelOf({ number, notation }),
    archiveEnds: archiveEnds?.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    triedAt: triedAt?.toISOString() ?? null,
  }));
  return { items, ...(await counted(office.db, query)) };
}
