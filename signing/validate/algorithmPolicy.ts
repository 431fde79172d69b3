/** Until when algorithms count as sound (ETSI TS 119 312; NIST SP 800-131A). */
import type { KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from '../trust/verifySignature.ts';

/** Last day that the hash may have been used; absent means sound today. */
const hashEnds: Record<string, string> = {
  md5: '2004-08-01',
  sha1: '2012-08-01',
  ripemd160: '2014-08-01',
  sha224: '2029-01-01',
  'sha3-224': '2029-01-01',
};

/** @returns what is too weak at a time, or undefined */
export function weakness(
  algorithm: SignatureAlgorithm,
  digest: string | undefined,
  key: KeyObject,
  at: Date,
): string | undefined {
  for (const hash of [algorithm.hash, digest]) {
    const end = hash && hashEnds[hash];
    if (end && at >= new Date(end)) return hash.toUpperCase();
  }
  const { modulusLength, namedCurve, publicExponent } = key.asymmetricKeyDetails ?? {};
  // A signature by such a key is its own forgery.
  if (publicExponent !== undefined && publicExponent < 3n) return `RSA e=${publicExponent}`;
  if (modulusLength !== undefined && modulusLength < 1024) return `RSA ${modulusLength}`;
  if (modulusLength !== undefined && modulusLength < 1900 && at >= new Date('2012-01-01'))
    return `RSA ${modulusLength}`;
  if (namedCurve && smallCurves.test(namedCurve)) return `ECDSA ${namedCurve}`;
  return undefined;
}

const smallCurves = /(112|128|160|163|192|193)/;
