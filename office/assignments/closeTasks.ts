import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { lockDocument } from '../documents/documentRow.ts';
import { engineKey, id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';

export const closeTasksInput = z.object({
  documentId: id,
  processInstanceKey: engineKey,
  elementIds: z.array(z.string().min(1).max(200)).min(1).max(100),
});

/** Takes back the open tasks of elements that the process has interrupted. Again: changes nothing. */
export async function closeTasks(
  office: Office,
  actor: Actor,
  input: z.input<typeof closeTasksInput>,
): Promise<void> {
  const { documentId, processInstanceKey, elementIds } = closeTasksInput.parse(input);
  await inTransaction(office, actor, { documentId }, async (trx) => {
    authorizeSystem(actor, 'task.close');
    await lockDocument(trx, documentId);
    const closed = await trx
      .updateTable('office.tasks')
      .set({ state: 'cancelled', doneAt: office.clock.now() })
      .where('documentId', '=', documentId)
      .where('processInstanceKey', '=', processInstanceKey)
      .where('elementId', 'in', elementIds)
      .where('state', '=', 'open')
      .returning('id')
      .execute();
    for (const task of closed) {
      await writeAudit(office, trx, actor, { action: 'task.close', documentId, taskId: task.id });
    }
  });
}
