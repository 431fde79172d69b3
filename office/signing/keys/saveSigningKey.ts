import { X509Certificate } from 'node:crypto';
import { readPkcs12 } from '@congvan/signing';
import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { id, passphrase } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { auditingDenial } from '../../useCase.ts';
import { refusing } from '../errors.ts';
import { authorizeKey, imageOf, putKey } from './putKey.ts';

export const saveSigningKeyInput = z.object({
  /** null: the agency's own key. */
  userId: id.nullable(),
  /** Opens the PKCS#12 once, to see that it holds a key; it is not kept. */
  passphrase,
});

/** Keeps the key of a person or of the agency, as the PKCS#12 it came in, and its image; the one before is put away. */
export async function saveSigningKey(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveSigningKeyInput>,
  files: { pkcs12: Uint8Array; image?: Uint8Array },
): Promise<void> {
  const { userId, passphrase: words } = saveSigningKeyInput.parse(input);
  const { certificate, imageSha256 } = await auditingDenial(office, actor, {}, async () => {
    authorizeKey(actor, userId);
    const key = await refusing(async () => readPkcs12(files.pkcs12, words));
    return {
      certificate: new X509Certificate(key.certificate),
      imageSha256: await imageOf(office, userId, files.image),
    };
  });
  await putKey(office, actor, userId, certificate, {
    kind: 'pkcs12',
    pkcs12: Buffer.from(files.pkcs12),
    imageSha256,
  });
}
