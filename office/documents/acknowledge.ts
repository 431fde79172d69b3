import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';

export const acknowledgeInput = z.object({ taskId: id, note: text.optional() });

/** A unit that assists, or is to know, says that it has the document. */
export async function acknowledge(
  office: Office,
  actor: Actor,
  input: z.input<typeof acknowledgeInput>,
): Promise<void> {
  const { taskId, note } = acknowledgeInput.parse(input);
  const outcome = 'acknowledge';
  const step = { taskId, kind: 'acknowledge', outcome, action: 'document.acknowledge' } as const;
  await withTask(office, actor, step, async (trx, { document, task }) => {
    const unitId = task.candidate?.split('@')[1] ?? null;
    await trx
      .updateTable('office.assignments')
      .set({
        state: 'done',
        doneAt: office.clock.now(),
        ...(actor.kind === 'person' ? { userId: actor.id } : {}),
      })
      .where('documentId', '=', document.id)
      .where('unitId', '=', unitId)
      .where('part', '<>', 'lead')
      .where('state', '=', 'open')
      .execute();
    return { output: undefined, remark: note, details: { unitId } };
  });
}
