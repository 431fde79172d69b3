import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorizeSystem } from '../useCase.ts';

/** Documents of one run: the rest is due in the next. */
const MAX_DUE = 500;

/** Documents whose signatures are to be raised to B-LTA or renewed now, the longest due first. */
export async function findDuePreservation(office: Office, actor: Actor): Promise<{ documentIds: string[] }> {
  const rows = await auditingDenial(office, actor, {}, async () => {
    authorizeSystem(actor, 'preservation.findDue');
    return dueBy(office, office.clock.now()).execute();
  });
  return { documentIds: rows.map(({ documentId }) => documentId) };
}

export const dueBy = ({ db }: Pick<Office, 'db'>, now: Date) =>
  db
    .selectFrom('office.preservation')
    .select('documentId')
    .where('dueAt', '<=', now)
    .orderBy('dueAt')
    .limit(MAX_DUE);
