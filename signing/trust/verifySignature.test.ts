import { constants, createHash, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nullValue, octetString, oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { verifyBytes } from './verifySignature.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const content = Buffer.from('Tờ trình 2225');
const digest = octetString(createHash('sha256').update(content).digest());
const signed = (digestInfo: Buffer) =>
  privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo);
const verify = (signature: Buffer, bytes = content) =>
  verifyBytes({ scheme: 'RSASSA-PKCS1-v1_5', hash: 'sha256' }, publicKey, bytes, signature);

describe('RSASSA-PKCS1-v1_5', () => {
  it.each([
    ['NULL', sequence(oid(Oid.sha256), nullValue())],
    ['nothing', sequence(oid(Oid.sha256))],
  ])('takes %s for the parameters of the hash, as the seal of the Polish ministry has it', (_, hash) => {
    const signature = signed(sequence(hash, digest));
    expect(verify(signature)).toBe(true);
    expect(verify(signature, Buffer.from('Tờ trình 2226'))).toBe(false);
  });

  it.each([
    ['another hash', sequence(sequence(oid(Oid.sha512)), digest)],
    ['other parameters', sequence(sequence(oid(Oid.sha256), octetString(Buffer.alloc(2))), digest)],
    ['bytes after it', Buffer.concat([sequence(sequence(oid(Oid.sha256)), digest), Buffer.alloc(4)])],
    ['the digest alone', digest],
  ])('does not take %s', (_, digestInfo) => {
    expect(verify(signed(digestInfo))).toBe(false);
  });
});
