/** Digest and signature algorithms, and their AlgorithmIdentifiers (RFC 4055, RFC 5758). */
import { constants, createHash, type KeyObject, sign } from 'node:crypto';
import { context, integer, nullValue, oid, sequence } from './der.ts';
import { Oid } from './oids.ts';

export type Hash = 'sha256' | 'sha384' | 'sha512';
export type Scheme = 'RSASSA-PKCS1-v1_5' | 'RSASSA-PSS' | 'ECDSA';

export const digestLength: Record<Hash, number> = { sha256: 32, sha384: 48, sha512: 64 };

export const digest = (hash: Hash, bytes: Uint8Array): Buffer => createHash(hash).update(bytes).digest();

export const digestIdentifier = (hash: Hash): Buffer => sequence(oid(Oid[hash]));

const withNull = (dotted: string): Buffer => sequence(oid(dotted), nullValue());

const rsaOid = { sha256: Oid.sha256WithRsa, sha384: Oid.sha384WithRsa, sha512: Oid.sha512WithRsa };
const ecdsaOid = { sha256: Oid.ecdsaWithSha256, sha384: Oid.ecdsaWithSha384, sha512: Oid.ecdsaWithSha512 };

export function signatureIdentifier(scheme: Scheme, hash: Hash): Buffer {
  if (scheme === 'RSASSA-PKCS1-v1_5') return withNull(rsaOid[hash]);
  if (scheme === 'ECDSA') return sequence(oid(ecdsaOid[hash]));
  const digestAlgorithm = withNull(Oid[hash]);
  return sequence(
    oid(Oid.rsassaPss),
    sequence(
      context(0, digestAlgorithm),
      context(1, sequence(oid(Oid.mgf1), digestAlgorithm)),
      context(2, integer(digestLength[hash])),
    ),
  );
}

export const keyInput = (scheme: Scheme, key: KeyObject) =>
  scheme === 'RSASSA-PSS'
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : key;

/** Signs in the thread pool, so that several signatures are made at once on several cores. */
export const signBytes = (scheme: Scheme, hash: Hash, key: KeyObject, bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    sign(hash, bytes, keyInput(scheme, key), (error, value) => (error ? reject(error) : resolve(value)));
  });

/** Signs at once, where a thread has nothing else to do. */
export const signBytesNow = (scheme: Scheme, hash: Hash, key: KeyObject, bytes: Uint8Array): Buffer =>
  sign(hash, bytes, keyInput(scheme, key));

/** The scheme that a key uses when nobody asks for another. */
export const schemeOf = (key: KeyObject): Scheme => {
  if (key.asymmetricKeyType === 'ec') return 'ECDSA';
  return key.asymmetricKeyType === 'rsa-pss' ? 'RSASSA-PSS' : 'RSASSA-PKCS1-v1_5';
};
