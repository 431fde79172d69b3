import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { id, keyOpening, sha256 } from '../inputs.ts';
import type { Office } from '../office.ts';
import { chosenPlace } from '../signing/signaturePlace.ts';
import { signTask } from '../signing/signTask.ts';

export const sealDocumentInput = z.object({
  taskId: id,
  ...keyOpening,
  place: chosenPlace.optional(),
  fileSha256: sha256.optional(),
});

/**
 * The clerk signs with the agency's key, visibly as its seal; only a numbered document that bears the valid signature of
 * the competent person (Decree 30, art. 32.2).
 */
export async function sealDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof sealDocumentInput>,
): Promise<void> {
  await signTask(office, actor, sealDocumentInput.parse(input));
}
