import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, withTask } from '../assignments/withTask.ts';
import { dayOf } from '../dates.ts';
import { day, id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { PacketProblemError } from '../packets/errors.ts';
import { packetProblem } from '../packets/packetProblem.ts';
import { awaitPreservation } from '../preservation/awaitPreservation.ts';
import { takeNumber } from '../registers/takeNumber.ts';
import { requireState, updateDocument } from './documentRow.ts';

export const receiveDocumentInput = z.object({ taskId: id, arrivalDate: day.optional() });

/**
 * The clerk takes a document from the axis: arrival number from the register (Decree 30, art. 21, 22). One whose packet
 * or signatures are broken can only be returned.
 */
export async function receiveDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof receiveDocumentInput>,
): Promise<{ arrivalNumber: number }> {
  const { taskId, arrivalDate = dayOf(office.clock.now()) } = receiveDocumentInput.parse(input);
  const step = { taskId, kind: 'receive', outcome: 'receive', action: 'document.receive' } as const;
  const { documentId } = await checkTask(office, actor, step);
  const problem = await packetProblem(office, documentId);
  if (problem) throw new PacketProblemError(problem);
  return withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'arrived');
    const arrivalNumber = await takeNumber(office, trx, { kind: 'incoming', date: arrivalDate });
    await updateDocument(trx, document, { state: 'received', arrivalNumber, arrivalDate });
    await awaitPreservation(office, trx, document.id);
    await trx
      .updateTable('office.packets')
      .set({ state: 'received' })
      .where('documentId', '=', document.id)
      .where('kind', '=', 'document')
      .execute();
    return { output: { arrivalNumber }, details: { arrivalNumber, arrivalDate } };
  });
}
