import { randomUUID, X509Certificate } from 'node:crypto';
import { readPkcs12 } from '@congvan/signing';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id, passphrase } from '../inputs.ts';
import type { Office } from '../office.ts';
import { checkUpload } from '../records/checkUpload.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';
import { refusing } from './errors.ts';

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
  files: { pkcs12: Uint8Array; image: Uint8Array },
): Promise<void> {
  const { userId, passphrase: words } = saveSigningKeyInput.parse(input);
  const { certificate, image } = await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'agency.manage');
    checkUpload({ name: 'image.png', content: files.image }, ['png']);
    const key = await refusing(async () => readPkcs12(files.pkcs12, words));
    return { certificate: new X509Certificate(key.certificate), image: await office.files.put(files.image) };
  });
  const commonName = /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? certificate.subject;
  await inTransaction(office, actor, {}, async (trx) => {
    const now = office.clock.now();
    await trx
      .updateTable('office.signingKeys')
      .set({ replacedAt: now })
      .where('replacedAt', 'is', null)
      .where('userId', userId === null ? 'is' : '=', userId)
      .execute();
    await trx
      .insertInto('office.signingKeys')
      .values({
        id: randomUUID(),
        userId,
        pkcs12: Buffer.from(files.pkcs12),
        commonName,
        notBefore: new Date(certificate.validFrom),
        notAfter: new Date(certificate.validTo),
        imageSha256: image.sha256,
        createdAt: now,
      })
      .execute();
    const details = { userId, commonName, notAfter: certificate.validTo };
    await writeAudit(office, trx, actor, { action: 'key.save', details });
  });
}
