import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { InputError } from '../errors.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requirePerson } from '../people/requirePerson.ts';
import { requireState } from './documentRow.ts';
import { openTo } from './readers.ts';

export const assignHandlerInput = z.object({ taskId: id, userId: id, note: text.optional() });

/** The head of the lead unit gives the document to one of its people. */
export async function assignHandler(
  office: Office,
  actor: Actor,
  input: z.input<typeof assignHandlerInput>,
): Promise<void> {
  const { taskId, userId, note } = assignHandlerInput.parse(input);
  const step = { taskId, kind: 'assign', outcome: 'assign', action: 'document.assign' } as const;
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'assigned');
    const handler = await requirePerson(trx, 'userId', userId);
    const lead = await trx
      .selectFrom('office.assignments')
      .select(['id', 'unitId'])
      .where('documentId', '=', document.id)
      .where('part', '=', 'lead')
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow();
    if (handler.unitId !== lead.unitId) {
      throw new InputError('userId', `${handler.fullName} không thuộc đơn vị chủ trì.`);
    }
    await trx.updateTable('office.assignments').set({ userId }).where('id', '=', lead.id).execute();
    await openTo(trx, document.id, `user:${userId}`);
    const details = { userId, handler: handler.fullName };
    return { output: undefined, remark: note, variables: { handlerId: userId }, details };
  });
}
