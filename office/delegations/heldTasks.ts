import { sql } from 'kysely';
import { z } from 'zod';
import type { Person } from '../actor.ts';
import { presentTasks, type TaskView } from '../assignments/presentTask.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { UserNotFoundError } from '../people/errors.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { bearsTheirName } from './mayDo.ts';

export const heldTasksInput = z.object({ userId: id });

export interface HeldTaskView extends TaskView {
  /** Handed over, it goes back to the drafter: the page bears the name of its signer. */
  goesBack: boolean;
}

/** Open tasks that are a person's alone, the most pressing first; as many as can be handed over at once. */
export async function heldTasks(
  office: Office,
  actor: Person,
  input: z.input<typeof heldTasksInput>,
): Promise<HeldTaskView[]> {
  const { userId } = heldTasksInput.parse(input);
  const person = await office.db
    .selectFrom('office.users')
    .select(['id', 'unitId'])
    .where('id', '=', userId)
    .executeTakeFirst();
  await auditingDenial(office, actor, {}, async () =>
    authorize(actor, 'task.handOver', { person: person ?? { id: userId, unitId: null } }),
  );
  if (!person) throw new UserNotFoundError(userId);
  const rows = await office.db
    .selectFrom('office.tasks')
    .selectAll()
    .where('assigneeId', '=', userId)
    .where('state', '=', 'open')
    .orderBy(sql`due_at nulls last`)
    .orderBy('createdAt')
    .limit(200)
    .execute();
  const views = await presentTasks(office, actor, rows);
  return views.map((view, index) => ({ ...view, goesBack: bearsTheirName(rows[index]!) }));
}
