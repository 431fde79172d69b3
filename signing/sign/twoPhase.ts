/** Signing in two steps, for keys that this program cannot call: a USB token in a browser, a service elsewhere. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { digest, type Hash, type Scheme } from '../cms/algorithms.ts';
import { attributesToSign } from '../cms/signedData.ts';
import { readCertificate } from '../keys/certificate.ts';
import { isSignature, type SignerIdentity } from '../keys/signingKey.ts';
import { SigningError } from './errors.ts';
import { beginSignature, finishSignature, type Level, type SignatureOptions } from './signPdf.ts';

/** Plain data for JSON. Bound to one person, one version of one document and one certificate. */
export interface SigningSession {
  id: string;
  userId: string;
  /** SHA-256, hexadecimal, of the document before signing. */
  documentSha256: string;
  /** DER, base64. */
  certificate: string;
  chain: string[];
  algorithm: Scheme;
  hash: Hash;
  level: Level;
  /** What the key signs, base64: for a token that hashes by itself. */
  toBeSigned: string;
  /** Its digest, base64: for a token that is given a digest. */
  digest: string;
  attributes: string[];
  contents: { start: number; end: number };
  /** SHA-256 of the prepared document, which is kept beside the session. */
  preparedSha256: string;
  /** ISO 8601. */
  expiresAt: string;
}

export class SessionExpiredError extends SigningError {
  constructor() {
    super('SESSION_EXPIRED', 'Phiên ký đã hết hạn; hãy bắt đầu lại.');
  }
}

/** Another person, another document or another certificate than the session was begun with. */
export class SessionMismatchError extends SigningError {
  constructor(readonly what: 'user' | 'document' | 'certificate') {
    const words = { user: 'người ký', document: 'tài liệu', certificate: 'chứng thư số' };
    super('SESSION_MISMATCH', `Phiên ký không thuộc về ${words[what]} này.`);
  }
}

/** The value is not a signature of this session's digest by this session's certificate. */
export class SignatureMismatchError extends SigningError {
  constructor() {
    super('SIGNATURE_MISMATCH', 'Giá trị chữ ký không khớp với tài liệu và chứng thư số.');
  }
}

const TEN_MINUTES = 600_000;

export interface BeginOptions extends SignatureOptions {
  userId: string;
  signer: SignerIdentity;
  /** How long the signature may take to come, milliseconds; ten minutes unless said. */
  lifetime?: number;
}

/** @returns the session, and the prepared document that is to be kept until it ends */
export async function beginSigning(
  pdf: Uint8Array,
  options: BeginOptions,
  now = new Date(),
): Promise<{ session: SigningSession; prepared: Buffer }> {
  const { signer, userId, level } = options;
  const pending = await beginSignature(pdf, signer, { ...options, signedAt: options.signedAt ?? now });
  const toBeSigned = attributesToSign(pending.attributes);
  const session: SigningSession = {
    id: randomUUID(),
    userId,
    documentSha256: sha256(pdf),
    certificate: base64(signer.certificate),
    chain: signer.chain.map(base64),
    algorithm: signer.algorithm,
    hash: pending.hash,
    level,
    toBeSigned: base64(toBeSigned),
    digest: base64(digest(pending.hash, toBeSigned)),
    attributes: pending.attributes.map(base64),
    contents: pending.contents,
    preparedSha256: sha256(pending.pdf),
    expiresAt: new Date(now.getTime() + (options.lifetime ?? TEN_MINUTES)).toISOString(),
  };
  return { session, prepared: pending.pdf };
}

export interface FinishOptions {
  /** Who brings the signature, for which version of the document. */
  userId: string;
  documentSha256: string;
  /** As the key made it; ECDSA as DER. */
  signature: Uint8Array;
  /** DER; when given it must be the session's. */
  certificate?: Uint8Array;
  timestampUrls?: string[];
}

/**
 * May be called again when something after the signature failed (a timestamp authority was away): the prepared
 * document is not changed.
 * @throws SessionExpiredError, SessionMismatchError, SignatureMismatchError, TimestampUnavailableError
 */
export async function finishSigning(
  session: SigningSession,
  prepared: Uint8Array,
  options: FinishOptions,
  now = new Date(),
): Promise<Buffer> {
  if (now > new Date(session.expiresAt)) throw new SessionExpiredError();
  if (options.userId !== session.userId) throw new SessionMismatchError('user');
  if (!sameText(options.documentSha256, session.documentSha256)) throw new SessionMismatchError('document');
  if (sha256(prepared) !== session.preparedSha256) throw new SessionMismatchError('document');
  const certificate = Buffer.from(session.certificate, 'base64');
  if (options.certificate && !certificate.equals(options.certificate))
    throw new SessionMismatchError('certificate');
  const { algorithm, hash, contents } = session;
  const toBeSigned = Buffer.from(session.toBeSigned, 'base64');
  if (!isSignature(readCertificate(certificate), algorithm, hash, toBeSigned, options.signature)) {
    throw new SignatureMismatchError();
  }
  const signer = { certificate, chain: session.chain.map(fromBase64), algorithm };
  const pending = {
    pdf: Buffer.from(prepared),
    contents,
    hash,
    attributes: session.attributes.map(fromBase64),
  };
  const { level } = session;
  return finishSignature(pending, signer, options.signature, {
    level,
    timestampUrls: options.timestampUrls ?? [],
  });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a.toLowerCase()), Buffer.from(b.toLowerCase()));
