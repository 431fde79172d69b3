/** Somebody who vouches for himself, under the name of an agency. */
import { generateKeyPairSync } from 'node:crypto';
import { issueCertificate } from '../authority/issueCertificate.ts';
import { type SigningKey, softwareKey } from '../keys/signingKey.ts';

export async function strangersKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = await issueCertificate(
    {
      purpose: 'signer',
      subject: { commonName: 'Sở Thông tin và Truyền thông' },
      publicKey,
      serialNumber: Buffer.from([7]),
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 86_400_000),
    },
    { key: privateKey },
  );
  return softwareKey(privateKey, certificate);
}
