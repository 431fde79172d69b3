import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { id, keyOpening, sha256 } from '../inputs.ts';
import type { Office } from '../office.ts';
import { chosenPlace } from '../signing/signaturePlace.ts';
import { signTask } from '../signing/signTask.ts';

export const signDocumentInput = z.object({
  taskId: id,
  ...keyOpening,
  /** Where the image goes, when the person moved it. */
  place: chosenPlace.optional(),
  /** The main file that the person was shown; refused when it is another by now. */
  fileSha256: sha256.optional(),
});

/** The competent person, or a signer before them, signs visibly (PAdES B-T). */
export async function signDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof signDocumentInput>,
): Promise<void> {
  await signTask(office, actor, signDocumentInput.parse(input));
}
