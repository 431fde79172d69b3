import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { id, passphrase, sha256 } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { requirePerson } from '../../people/requirePerson.ts';
import { auditingDenial, authorize } from '../../useCase.ts';
import { hashPin } from './keyPin.ts';
import { moduleKey } from './moduleKeys.ts';
import { identityFacts, imageOf, putKey } from './putKey.ts';

export const saveModuleKeyInput = z.object({
  /** null: the agency's own key. */
  userId: id.nullable(),
  /** SHA-256 of the certificate: which key of the module. */
  fingerprint: sha256,
  /** What the signer is asked for with every signature; the module's own PIN is the server's and nobody else's. */
  passphrase: passphrase.min(6),
});

/** Gives a key of the server's PKCS#11 module to the agency, or to a person. An administrator's business only. */
export async function saveModuleKey(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveModuleKeyInput>,
  files: { image?: Uint8Array },
): Promise<void> {
  const { userId, fingerprint, passphrase: pin } = saveModuleKeyInput.parse(input);
  const { found, imageSha256 } = await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'agency.manage');
    if (userId !== null) await requirePerson(office.db, 'userId', userId);
    return {
      found: await moduleKey(office, fingerprint),
      imageSha256: await imageOf(office, userId, files.image),
    };
  });
  const { label, key } = found;
  await putKey(office, actor, userId, new X509Certificate(key.certificate), {
    kind: 'pkcs11',
    ...identityFacts(key),
    label,
    pinHash: await hashPin(pin),
    imageSha256,
  });
}
