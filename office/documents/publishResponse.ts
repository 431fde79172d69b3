import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';
import { lockDocument } from './documentRow.ts';

export const publishResponseInput = z.object({ documentId: id });

/** Tells the process of the document that was answered that its response is issued. */
export async function publishResponse(
  office: Office,
  actor: Actor,
  input: z.input<typeof publishResponseInput>,
): Promise<void> {
  const { documentId } = publishResponseInput.parse(input);
  await inTransaction(office, actor, { documentId }, async (trx) => {
    authorizeSystem(actor, 'document.publishResponse');
    const { inResponseTo } = await lockDocument(trx, documentId);
    if (inResponseTo === null) return;
    await enqueue(office, trx, documentId, {
      kind: 'engine.publishMessage',
      payload: {
        name: 'response-issued',
        correlationKey: inResponseTo,
        messageId: documentId,
        variables: { responseId: documentId },
      },
    });
  });
}
