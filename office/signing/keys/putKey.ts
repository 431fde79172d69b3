import { randomUUID, type X509Certificate } from 'node:crypto';
import type { SignerIdentity } from '@congvan/signing';
import type { Insertable } from 'kysely';
import type { Actor } from '../../actor.ts';
import { writeAudit } from '../../audit/writeAudit.ts';
import { InputError } from '../../errors.ts';
import type { Office } from '../../office.ts';
import { requirePerson } from '../../people/requirePerson.ts';
import { checkUpload } from '../../records/checkUpload.ts';
import { authorize, inTransaction } from '../../useCase.ts';
import { findKey } from '../signingKeys.ts';
import type { SigningKeysTable } from '../tables.ts';

/** A person looks after their own key; everybody else's, and the agency's, are the administrator's. */
export function authorizeKey(actor: Actor, userId: string | null): void {
  if (actor.kind === 'person' && userId === actor.id) return;
  authorize(actor, 'agency.manage');
}

/** The picture that goes with a key: a new one, or that of the key before it. @throws {InputError} */
export async function imageOf(
  office: Office,
  userId: string | null,
  image: Uint8Array | undefined,
): Promise<string> {
  if (image) {
    checkUpload({ name: 'image.png', content: image }, ['png']);
    return (await office.files.put(image)).sha256;
  }
  const before = await findKey(office.db, userId);
  if (!before) throw new InputError('image', 'Cần ảnh chữ ký hoặc con dấu (PNG, nền trong suốt).');
  return before.imageSha256;
}

type KeyFacts = Pick<Insertable<SigningKeysTable>, 'kind' | 'imageSha256'> &
  Partial<Insertable<SigningKeysTable>>;

/** What is kept of a key that lives elsewhere. */
export function identityFacts({ certificate, chain, algorithm }: SignerIdentity) {
  return { certificate: Buffer.from(certificate), chain: chain.map((der) => Buffer.from(der)), algorithm };
}

/** Keeps a key in place of the one before it, which is put away. */
export async function putKey(
  office: Office,
  actor: Actor,
  userId: string | null,
  certificate: X509Certificate,
  facts: KeyFacts,
): Promise<void> {
  const commonName = commonNameOf(certificate);
  if (actor.kind === 'person' && actor.id === userId) await requireOwnName(office, userId, commonName);
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
        ...facts,
        id: randomUUID(),
        userId,
        commonName,
        notBefore: new Date(certificate.validFrom),
        notAfter: new Date(certificate.validTo),
        createdAt: now,
      })
      .execute();
    const details = { userId, kind: facts.kind, commonName, notAfter: certificate.validTo };
    await writeAudit(office, trx, actor, { action: 'key.save', details });
  });
}

export const commonNameOf = ({ subject }: X509Certificate): string =>
  /^CN=(.+)$/m.exec(subject)?.[1] ?? subject;

/** Nobody signs in another's name with a key that they brought themselves. */
async function requireOwnName(office: Office, userId: string, commonName: string): Promise<void> {
  const { fullName } = await requirePerson(office.db, 'userId', userId);
  const fold = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLocaleUpperCase('vi');
  if (fold(commonName) === fold(fullName)) return;
  throw new InputError('certificate', `Chứng thư số mang tên «${commonName}», không phải «${fullName}».`);
}
