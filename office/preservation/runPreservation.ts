import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { DocumentNotFoundError } from '../errors.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { dueBy } from './findDuePreservation.ts';

export const runPreservationInput = z.object({
  /** Only this one, whatever its state; otherwise all that is due or failing. */
  documentId: id.optional(),
});

/**
 * Starts the nightly process now, as when an administrator has put right what was in its way. What still waits for the
 * end of its grace period goes on waiting, unless it is named.
 * @returns how many documents it will find, 500 at the most
 * @throws {DocumentNotFoundError} when the signatures of this document are not kept here
 */
export async function runPreservation(
  office: Office,
  actor: Actor,
  input: z.input<typeof runPreservationInput>,
): Promise<{ due: number }> {
  const { documentId } = runPreservationInput.parse(input);
  return inTransaction(office, actor, documentId ? { documentId } : {}, async (trx) => {
    authorize(actor, 'trust.manage');
    const dueAt = office.clock.now();
    const brought = trx
      .updateTable('office.preservation')
      .set({ dueAt })
      .$if(documentId !== undefined, (rows) => rows.where('documentId', '=', documentId!))
      .$if(documentId === undefined, (rows) =>
        rows.where('state', '=', 'failing').where('dueAt', '>', dueAt),
      );
    const { numUpdatedRows } = await brought.executeTakeFirstOrThrow();
    if (documentId !== undefined && numUpdatedRows === 0n) throw new DocumentNotFoundError(documentId);
    const due = (await dueBy({ db: trx }, dueAt).execute()).length;
    await writeAudit(office, trx, actor, {
      action: 'preservation.run',
      ...(documentId ? { documentId } : {}),
      details: { due },
    });
    const messageId = randomUUID();
    await enqueue(office, trx, null, {
      kind: 'engine.publishMessage',
      // A key of its own: a run that stands still at an incident keeps no other from starting.
      payload: { name: 'preservation-requested', correlationKey: messageId, messageId, variables: {} },
    });
    return { due };
  });
}
