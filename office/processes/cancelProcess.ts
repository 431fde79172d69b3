import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { engineKey, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { authorize, inTransaction } from '../useCase.ts';

export const cancelProcessInput = z.object({
  processInstanceKey: engineKey,
  reason: text,
});

/** An admin stops a process: its open tasks are taken back and the engine is told. The document keeps its state. */
export async function cancelProcess(
  office: Office,
  actor: Actor,
  input: z.input<typeof cancelProcessInput>,
): Promise<void> {
  const { processInstanceKey, reason } = cancelProcessInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'process.manage');
    const closed = await trx
      .updateTable('office.tasks')
      .set({ state: 'cancelled', doneAt: office.clock.now(), remark: reason })
      .where('processInstanceKey', '=', processInstanceKey)
      .where('state', '=', 'open')
      .returning('documentId')
      .execute();
    const documentId = closed[0]?.documentId ?? null;
    const details = { processInstanceKey, remark: reason };
    await writeAudit(office, trx, actor, { action: 'process.cancel', documentId, details });
    await enqueue(office, trx, documentId, {
      kind: 'engine.cancelInstance',
      payload: { processInstanceKey },
    });
  });
}
