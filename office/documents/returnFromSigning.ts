import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office, Trx } from '../office.ts';
import { withdrawSignatures } from '../signing/withdrawSignatures.ts';
import { type DocumentRow, requireState, updateDocument } from './documentRow.ts';

export const returnFromSigningInput = z.object({ taskId: id, remark: text });

/** The signer gives the draft back to the drafter instead of signing. */
export async function returnFromSigning(
  office: Office,
  actor: Actor,
  input: z.input<typeof returnFromSigningInput>,
): Promise<void> {
  const { taskId, remark } = returnFromSigningInput.parse(input);
  const step = { taskId, kind: 'sign', outcome: 'return', action: 'document.sign' } as const;
  await withTask(office, actor, step, async (trx, { document }) => {
    await giveBack(office, trx, document);
    return { output: undefined, remark };
  });
}

/** A locked document that waits for its signature is a draft again, as it was before anybody signed. */
export async function giveBack(
  office: Pick<Office, 'clock'>,
  trx: Trx,
  document: DocumentRow,
): Promise<void> {
  requireState(document, 'toSign');
  await withdrawSignatures(office, trx, document.id);
  await updateDocument(trx, document, { state: 'draft' });
}
