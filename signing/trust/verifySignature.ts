/** Verifies raw signatures by the AlgorithmIdentifier that came with them (RFC 4055, RFC 5758, RFC 8410). */
import {
  constants,
  createHash,
  createPublicKey,
  type Hash,
  type KeyObject,
  publicDecrypt,
  verify,
} from 'node:crypto';
import { children, type DerNode, octetString, oid, oidText, readDer, sequence, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';

/** What a signature says of how it was made. `hash` is node's name; undefined where the scheme fixes it. */
export interface SignatureAlgorithm {
  scheme: 'RSASSA-PKCS1-v1_5' | 'RSASSA-PSS' | 'ECDSA' | 'DSA' | 'EdDSA';
  hash?: string;
  saltLength?: number;
  /** ECDSA as r and s side by side (BSI TR-03111), not as a DER sequence. */
  plain?: boolean;
}

/** Node knows no way to verify this, or its parameters contradict each other. */
export class UnsupportedAlgorithmError extends Error {
  readonly code = 'ALGORITHM_UNSUPPORTED';
  constructor(readonly algorithm: string) {
    super(`Thuật toán chữ ký ${algorithm} không được hỗ trợ.`);
    this.name = 'UnsupportedAlgorithmError';
  }
}

const hashes: Record<string, string> = {
  '1.2.840.113549.2.5': 'md5',
  [Oid.sha1]: 'sha1',
  '1.3.36.3.2.1': 'ripemd160',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  [Oid.sha256]: 'sha256',
  [Oid.sha384]: 'sha384',
  [Oid.sha512]: 'sha512',
  '2.16.840.1.101.3.4.2.7': 'sha3-224',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
  '2.16.840.1.101.3.4.2.12': 'shake256',
};

const pkcs1 = 'RSASSA-PKCS1-v1_5';
const signatures: Record<string, SignatureAlgorithm> = {
  '1.2.840.113549.1.1.4': { scheme: pkcs1, hash: 'md5' },
  '1.2.840.113549.1.1.5': { scheme: pkcs1, hash: 'sha1' },
  '1.3.14.3.2.29': { scheme: pkcs1, hash: 'sha1' },
  '1.2.840.113549.1.1.14': { scheme: pkcs1, hash: 'sha224' },
  [Oid.sha256WithRsa]: { scheme: pkcs1, hash: 'sha256' },
  [Oid.sha384WithRsa]: { scheme: pkcs1, hash: 'sha384' },
  [Oid.sha512WithRsa]: { scheme: pkcs1, hash: 'sha512' },
  '1.2.840.10045.4.1': { scheme: 'ECDSA', hash: 'sha1' },
  '1.2.840.10045.4.3.1': { scheme: 'ECDSA', hash: 'sha224' },
  [Oid.ecdsaWithSha256]: { scheme: 'ECDSA', hash: 'sha256' },
  [Oid.ecdsaWithSha384]: { scheme: 'ECDSA', hash: 'sha384' },
  [Oid.ecdsaWithSha512]: { scheme: 'ECDSA', hash: 'sha512' },
  '2.16.840.1.101.3.4.3.10': { scheme: 'ECDSA', hash: 'sha3-256' },
  '2.16.840.1.101.3.4.3.11': { scheme: 'ECDSA', hash: 'sha3-384' },
  '2.16.840.1.101.3.4.3.12': { scheme: 'ECDSA', hash: 'sha3-512' },
  '2.16.840.1.101.3.4.3.9': { scheme: 'ECDSA', hash: 'sha3-224' },
  '2.16.840.1.101.3.4.3.13': { scheme: pkcs1, hash: 'sha3-224' },
  '0.4.0.127.0.7.1.1.4.1.3': { scheme: 'ECDSA', hash: 'sha256', plain: true },
  '0.4.0.127.0.7.1.1.4.1.4': { scheme: 'ECDSA', hash: 'sha384', plain: true },
  '0.4.0.127.0.7.1.1.4.1.5': { scheme: 'ECDSA', hash: 'sha512', plain: true },
  '2.16.840.1.101.3.4.3.14': { scheme: pkcs1, hash: 'sha3-256' },
  '2.16.840.1.101.3.4.3.15': { scheme: pkcs1, hash: 'sha3-384' },
  '2.16.840.1.101.3.4.3.16': { scheme: pkcs1, hash: 'sha3-512' },
  '1.2.840.10040.4.3': { scheme: 'DSA', hash: 'sha1' },
  '2.16.840.1.101.3.4.3.2': { scheme: 'DSA', hash: 'sha256' },
  '1.3.101.112': { scheme: 'EdDSA' },
  '1.3.101.113': { scheme: 'EdDSA' },
};
/** Key algorithms that stand where a signature algorithm should: the digest is then named apart (RFC 3370, 3.2). */
const keyOnly: Record<string, SignatureAlgorithm['scheme']> = {
  [Oid.rsaEncryption]: pkcs1,
  [Oid.ecPublicKey]: 'ECDSA',
  '1.2.840.10040.4.1': 'DSA',
};

/** SHAKE256 gives 64 bytes in CMS (RFC 8702, 3.1); node would give 32. */
export const startHash = (hash: string): Hash =>
  createHash(hash, hash === 'shake256' ? { outputLength: 64 } : undefined);

/** @throws UnsupportedAlgorithmError */
export function hashOf(algorithm: DerNode): string {
  const [type, length] = children(algorithm);
  const dotted = oidText(type!);
  // RFC 8419, 3: id-shake256-len, 512 bits for Ed448.
  const hash =
    dotted === '2.16.840.1.101.3.4.2.18' && length?.content.toString('hex') === '0200'
      ? 'shake256'
      : hashes[dotted];
  if (!hash) throw new UnsupportedAlgorithmError(dotted);
  return hash;
}

/** @param digest hash named apart from the signature, as in CMS */
export function signatureAlgorithm(algorithm: DerNode, digest?: string): SignatureAlgorithm {
  const [type, parameters] = children(algorithm);
  const dotted = oidText(type!);
  if (dotted === Oid.rsassaPss) return pss(parameters);
  const known = signatures[dotted];
  if (known) return known;
  const scheme = keyOnly[dotted];
  if (scheme && digest) return { scheme, hash: digest };
  throw new UnsupportedAlgorithmError(dotted);
}

/** RSASSA-PSS-params (RFC 4055, 3.1); each has a default. */
function pss(parameters: DerNode | undefined): SignatureAlgorithm {
  let hash = 'sha1';
  let maskHash = 'sha1';
  let saltLength = 20;
  for (const field of parameters?.tag === Tag.sequence ? children(parameters) : []) {
    const value = readDer(field.content);
    if (field.tag === 0xa0) hash = hashOf(value);
    else if (field.tag === 0xa1) maskHash = hashOf(children(value)[1]!);
    else if (field.tag === 0xa2) saltLength = value.content.readUIntBE(0, Math.min(value.content.length, 4));
  }
  // Node takes one hash for both; RFC 4055 recommends them equal.
  if (hash !== maskHash) throw new UnsupportedAlgorithmError(`RSASSA-PSS ${hash}/${maskHash}`);
  return { scheme: 'RSASSA-PSS', hash, saltLength };
}

const families: Record<SignatureAlgorithm['scheme'], string[]> = {
  'RSASSA-PKCS1-v1_5': ['rsa'],
  'RSASSA-PSS': ['rsa', 'rsa-pss'],
  ECDSA: ['ec'],
  DSA: ['dsa'],
  EdDSA: ['ed25519', 'ed448'],
};

/** False for a wrong signature and for a key that does not suit the algorithm. */
export function verifyBytes(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!families[algorithm.scheme].includes(key.asymmetricKeyType ?? '')) return false;
  try {
    if (algorithm.plain) return verify(algorithm.hash, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
    if (algorithm.scheme !== 'RSASSA-PSS')
      return verify(algorithm.hash, bytes, key, signature) || lacksNull(algorithm, key, bytes, signature);
    const { saltLength = 20 } = algorithm;
    return verify(
      algorithm.hash,
      bytes,
      { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
      signature,
    );
  } catch {
    // OpenSSL throws on a signature or key it cannot parse: that signature is not valid.
    return false;
  }
}

/**
 * Some sign a DigestInfo whose hash has no parameters, where RFC 8017, 9.2 has NULL; RFC 4055, 2.1 has readers take
 * both. One more encoding is compared whole, so nothing can be forged that could not be before.
 */
function lacksNull(
  { scheme, hash = '' }: SignatureAlgorithm,
  key: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const type = Object.keys(hashes).find((dotted) => hashes[dotted] === hash);
  if (scheme !== pkcs1 || !type) return false;
  const digest = startHash(hash).update(bytes).digest();
  const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
  return signed.equals(sequence(sequence(oid(type)), octetString(digest)));
}

/** @throws UnsupportedAlgorithmError for a key that OpenSSL cannot read */
export function publicKey(subjectPublicKeyInfo: Buffer): KeyObject {
  try {
    return createPublicKey({ key: subjectPublicKeyInfo, format: 'der', type: 'spki' });
  } catch {
    throw new UnsupportedAlgorithmError('(SubjectPublicKeyInfo)');
  }
}
