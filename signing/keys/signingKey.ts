import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Hash, keyInput, type Scheme, schemeOf, signBytes } from '../cms/algorithms.ts';
import { type Certificate, orderChain, readCertificate } from './certificate.ts';

/** Whose signature it will be, before anything is signed. */
export interface SignerIdentity {
  /** The signer's certificate, DER. */
  certificate: Uint8Array;
  /** Issuers from the signer's own upwards, DER; the root may be missing. */
  chain: Uint8Array[];
  algorithm: Scheme;
}

/** A private key that may sign, wherever it lives, and the certificates that speak for it. */
export interface SigningKey extends SignerIdentity {
  /** Signs bytes: hashes them with `hash`, and gives the raw signature (ECDSA: DER, as CMS carries it). */
  sign(bytes: Uint8Array, hash: Hash): Promise<Uint8Array>;
}

/** A key that signs several at once with one authorisation: one PIN, or one confirmation, for all of them. */
export interface BatchKey extends SigningKey {
  /** The most that one authorisation is good for. */
  batchSize: number;
  /**
   * @param list at most `batchSize`
   * @returns signatures in the order of `list`, as the key made them: whoever embeds one verifies it, as
   * `finishSigning` does
   */
  signAll(list: readonly Uint8Array[], hash: Hash): Promise<Uint8Array[]>;
}

export const signsBatches = (key: SigningKey): key is BatchKey => 'signAll' in key;

/** A key of this process: other threads may be given it. */
export interface SoftwareKey extends SigningKey {
  privateKey: KeyObject;
}

export const isSoftwareKey = (key: SigningKey): key is SoftwareKey => 'privateKey' in key;

/** The certificate is past its end, or not yet begun: nothing may be signed with it. */
export class CertificateExpiredError extends Error {
  readonly code = 'CERTIFICATE_EXPIRED';
  constructor(
    readonly notBefore: Date,
    readonly notAfter: Date,
    readonly commonName: string,
  ) {
    super(
      `Chứng thư số của «${commonName}» chỉ có giá trị ${shortDate(notBefore)} – ${shortDate(notAfter)}.`,
    );
    this.name = 'CertificateExpiredError';
  }
}

const shortDate = (date: Date): string => date.toISOString().slice(0, 10).split('-').reverse().join('/');

/** @throws CertificateExpiredError when `at` is outside the validity of the certificate */
export function requireValidAt(certificate: Certificate, at: Date): void {
  if (at < certificate.notBefore || at > certificate.notAfter) {
    throw new CertificateExpiredError(certificate.notBefore, certificate.notAfter, certificate.commonName);
  }
}

/** A signing key of this process: a private key in memory with its certificates in any order. */
export function softwareKey(
  key: KeyObject,
  certificate: Uint8Array,
  others: Uint8Array[] = [],
  algorithm: Scheme = schemeOf(key),
): SoftwareKey {
  return {
    privateKey: key,
    certificate,
    chain: issuersOf(readCertificate(certificate), others),
    algorithm,
    sign: (bytes, hash) => signBytes(algorithm, hash, key, bytes),
  };
}

/** The issuers of a certificate among others in any order, DER, from its own upwards. */
export const issuersOf = (certificate: Certificate, others: Uint8Array[]): Buffer[] =>
  orderChain(
    certificate,
    others.map((other) => readCertificate(other)),
  ).map((item) => item.raw);

/** Whether a private key is the one of a certificate. */
export const keyMatches = (key: KeyObject, certificate: Certificate): boolean =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).equals(certificate.publicKeyInfo);

/** Whether a value is what the key of a certificate makes of these bytes. */
export function isSignature(
  certificate: Certificate,
  scheme: Scheme,
  hash: Hash,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({ key: certificate.publicKeyInfo, format: 'der', type: 'spki' });
  return verify(hash, bytes, keyInput(scheme, key), signature);
}
