import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';
import { lockDocument, updateDocument } from './documentRow.ts';

export const completeDocumentInput = z.object({ documentId: id });

/** The process has come to its end: the incoming document and its lead's assignment are done. Again: changes nothing. */
export async function completeDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof completeDocumentInput>,
): Promise<void> {
  const { documentId } = completeDocumentInput.parse(input);
  await inTransaction(office, actor, { documentId }, async (trx) => {
    authorizeSystem(actor, 'document.complete');
    const document = await lockDocument(trx, documentId);
    if (document.state === 'done') return;
    await updateDocument(trx, document, { state: 'done' });
    await trx
      .updateTable('office.assignments')
      .set({ state: 'done', doneAt: office.clock.now() })
      .where('documentId', '=', documentId)
      .where('part', '=', 'lead')
      .where('state', '=', 'open')
      .execute();
    await writeAudit(office, trx, actor, { action: 'document.complete', documentId });
  });
}
