import type { TaskRow } from '../assignments/taskRow.ts';
import { dayOf } from '../dates.ts';
import type { Office, Trx } from '../office.ts';
import { bearsTheirName, mayDo } from './mayDo.ts';

const MOST_STEPS = 10;

/**
 * Who is to get a new task of this person: whom they handed the document over to, or who stands in for them today, and
 * so on from there. Nobody gets what they may not do, and who was passed is not asked again.
 */
export async function standInFor(
  office: Pick<Office, 'clock'>,
  trx: Trx,
  userId: string,
  task: Pick<TaskRow, 'documentId' | 'kind' | 'signature'>,
): Promise<string> {
  if (bearsTheirName(task)) return userId;
  const day = dayOf(office.clock.now());
  const passed = [userId];
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = await trx
      .selectFrom('office.delegations as d')
      .innerJoin('office.users as u', 'u.id', 'd.delegateId')
      .select(['u.id', 'u.unitId', 'u.roles', 'u.active'])
      .where('d.userId', '=', passed.at(-1)!)
      .where('d.endedAt', 'is', null)
      .where('d.fromDay', '<=', day)
      .where((d) => d.or([d('d.untilDay', 'is', null), d('d.untilDay', '>=', day)]))
      .where((d) => d.or([d('d.documentId', 'is', null), d('d.documentId', '=', task.documentId)]))
      // What was handed over with the document comes before what is said of all that comes.
      .orderBy((d) => d('d.documentId', 'is', null))
      .orderBy('d.madeAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!next?.active || passed.includes(next.id) || !mayDo(next, task.kind)) break;
    passed.push(next.id);
  }
  return passed.at(-1)!;
}
