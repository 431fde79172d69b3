/** Signs a PDF as PAdES baseline (EN 319 142-1), by appending: what was there stays byte for byte. */
import type { Appearance } from '../appearance/appearance.ts';
import type { Place } from '../appearance/box.ts';
import { digest, type Hash } from '../cms/algorithms.ts';
import type { CommitmentType } from '../cms/commitments.ts';
import { Oid } from '../cms/oids.ts';
import { assembleSignedData, attribute, attributesToSign, signedAttributes } from '../cms/signedData.ts';
import { readCertificate } from '../keys/certificate.ts';
import { requireValidAt, type SignerIdentity, type SigningKey } from '../keys/signingKey.ts';
import { TOKEN_ROOM } from '../timestamp/authorityPath.ts';
import { requestTimestamp } from '../timestamp/timestampRequest.ts';
import { type Append, appendToCopy } from './append.ts';
import { claimedRole } from './claimedRole.ts';
import { commitment } from './commitment.ts';
import { CommitmentWithReasonError } from './errors.ts';
import { extendPdf } from './extendPdf.ts';
import { embedSignature, type PreparedSignature, prepareSignature } from './prepareSignature.ts';
import { type SignaturePolicy, signaturePolicy } from './signaturePolicy.ts';

export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

/** All about a signature but who makes it. */
export interface SignatureOptions {
  level: Level;
  /** Name of the signature field; made when the document does not have it. */
  field: string;
  /** Page and box of a field that is made; without it the signature is not shown. */
  place?: Place;
  appearance?: Appearance;
  /** Timestamp authorities, asked in this order; needed from B-T on, and for a content timestamp. */
  timestampUrls?: string[];
  /** Digest algorithm; SHA-256 unless said. */
  hash?: Hash;
  /** Claimed time of signing; now unless said. */
  signedAt?: Date;
  reason?: string;
  /** What the signature proves, in place of `reason`. */
  commitmentType?: CommitmentType;
  /** The written policy that the signer follows; no `reason` then either. */
  policy?: SignaturePolicy;
  /** A timestamp over the content, which the signature covers: the content was there before it. */
  contentTimestamp?: boolean;
  location?: string;
  contactInfo?: string;
  /** «KT. CHỦ TỊCH», «PHÓ CHỦ TỊCH»: go into the signature as the role that the signer claims. */
  capacity?: string;
  position?: string;
}

export interface SignOptions extends SignatureOptions {
  key: SigningKey;
}

/**
 * @param pdf any PDF that can be opened; not changed
 * @returns the document with one more revision, holding the signature
 * @throws CertificateExpiredError, FieldAlreadySignedError, ChangeNotPermittedError, TimestampUnavailableError,
 * RevocationUnavailableError and CertificateRevokedError from B-LT on,
 * PdfError and its kinds for files that cannot be signed
 */
export function signPdf(pdf: Uint8Array, options: SignOptions): Promise<Buffer> {
  return signAppending(pdf, options, appendToCopy);
}

/** `signPdf` for whom the document may be handed over. */
export async function signAppending(pdf: Uint8Array, options: SignOptions, append: Append): Promise<Buffer> {
  const pending = await beginSignature(pdf, options.key, options, append);
  const signature = await options.key.sign(attributesToSign(pending.attributes), pending.hash);
  return finishSignature(pending, options.key, signature, options, append);
}

/** A signature of which everything is fixed but its value. */
export interface PendingSignature extends PreparedSignature {
  hash: Hash;
  /** Signed attributes, DER: see `attributesToSign`. */
  attributes: Buffer[];
}

/** @throws CertificateExpiredError, CommitmentWithReasonError, SignaturePolicyError and what `prepareSignature` throws */
export async function beginSignature(
  pdf: Uint8Array,
  signer: SignerIdentity,
  options: SignatureOptions,
  append?: Append,
): Promise<PendingSignature> {
  const { hash = 'sha256', signedAt = new Date() } = options;
  const certificate = readCertificate(signer.certificate);
  requireValidAt(certificate, signedAt);
  const { commitmentType, policy, reason } = options;
  if ((commitmentType || policy) && reason !== undefined) throw new CommitmentWithReasonError();
  const stated = [...claimedRole(options), ...commitment(options), ...signaturePolicy(options)];
  const room = roomFor(signer, options);
  const words = { ...options, name: certificate.commonName, hash, signedAt, room };
  const prepared = prepareSignature(pdf, words, append);
  const attributes = signedAttributes({
    key: signer,
    hash,
    contentType: Oid.data,
    contentDigest: prepared.digest,
    signedAttributes: [...stated, ...(await contentTimestamp(prepared.digest, hash, signer, options))],
  });
  return { ...prepared, hash, attributes };
}

/** Embeds the signature's value, with what its level asks for. */
export async function finishSignature(
  pending: Omit<PendingSignature, 'digest'>,
  signer: SignerIdentity,
  signature: Uint8Array,
  { level, timestampUrls = [] }: Pick<SignatureOptions, 'level' | 'timestampUrls'>,
  append?: Append,
): Promise<Buffer> {
  const { hash, attributes } = pending;
  const timestamps =
    level === 'B-B' ? [] : [await timestampAttribute(signature, hash, timestampUrls, signer.chain)];
  const cms = assembleSignedData(
    { key: signer, hash, contentType: Oid.data },
    { signedAttributes: attributes, signature },
    timestamps,
  );
  const signed = embedSignature(pending, cms);
  if (level === 'B-B' || level === 'B-T') return signed;
  return extendPdf(signed, { level, timestampUrls, hash }, append);
}

/** Signature timestamp: over the signature's value (RFC 5126, 6.1.1). */
async function timestampAttribute(
  signature: Uint8Array,
  hash: Hash,
  urls: string[],
  known: Uint8Array[],
): Promise<Buffer> {
  const token = await requestTimestamp(urls, digest(hash, signature), hash, known);
  return attribute(Oid.signatureTimeStampToken, token);
}

/** content-time-stamp: over the content alone, and signed with it (EN 319 122-1, 5.2.8). */
async function contentTimestamp(
  contentDigest: Uint8Array,
  hash: Hash,
  { chain }: SignerIdentity,
  { contentTimestamp: wanted, timestampUrls = [] }: SignatureOptions,
): Promise<Buffer[]> {
  if (!wanted) return [];
  return [attribute(Oid.contentTimeStamp, await requestTimestamp(timestampUrls, contentDigest, hash, chain))];
}

function roomFor(
  signer: SignerIdentity,
  { level, contentTimestamp: wanted, policy }: SignatureOptions,
): number {
  const certificates = [signer.certificate, ...signer.chain].reduce((sum, der) => sum + der.length, 0);
  const tokens = (level === 'B-B' ? 0 : 1) + (wanted ? 1 : 0);
  return certificates + OTHER_ROOM + tokens * TOKEN_ROOM + (policy?.url?.length ?? 0);
}

/** Attributes, algorithms and the signature's value. */
const OTHER_ROOM = 2_560;
