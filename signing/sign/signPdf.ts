/** Signs a PDF as PAdES baseline (EN 319 142-1), by appending: what was there stays byte for byte. */
import type { Appearance } from '../appearance/appearance.ts';
import type { Place } from '../appearance/box.ts';
import { digest, type Hash } from '../cms/algorithms.ts';
import { Oid } from '../cms/oids.ts';
import { attribute, buildSignedData } from '../cms/signedData.ts';
import { readCertificate } from '../keys/certificate.ts';
import { requireValidAt, type SigningKey } from '../keys/signingKey.ts';
import { requestTimestamp } from '../timestamp/timestampRequest.ts';
import { claimedRole } from './claimedRole.ts';
import { extendPdf, TOKEN_ROOM } from './extendPdf.ts';
import { embedSignature, prepareSignature } from './prepareSignature.ts';

export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

export interface SignOptions {
  key: SigningKey;
  level: Level;
  /** Name of the signature field; made when the document does not have it. */
  field: string;
  /** Page and box of a field that is made; without it the signature is not shown. */
  place?: Place;
  appearance?: Appearance;
  /** Timestamp authorities, asked in this order; needed from B-T on. */
  timestampUrls?: string[];
  /** Digest algorithm; SHA-256 unless said. */
  hash?: Hash;
  /** Claimed time of signing; now unless said. */
  signedAt?: Date;
  reason?: string;
  location?: string;
  contactInfo?: string;
  /** «KT. CHỦ TỊCH», «PHÓ CHỦ TỊCH»: go into the signature as the role that the signer claims. */
  capacity?: string;
  position?: string;
}

/**
 * @param pdf any PDF that can be opened; not changed
 * @returns the document with one more revision, holding the signature
 * @throws CertificateExpiredError, FieldAlreadySignedError, ChangeNotPermittedError, TimestampUnavailableError,
 * RevocationUnavailableError and CertificateRevokedError from B-LT on,
 * PdfError and its kinds for files that cannot be signed
 */
export async function signPdf(pdf: Uint8Array, options: SignOptions): Promise<Buffer> {
  const { key, hash = 'sha256', signedAt = new Date() } = options;
  const certificate = readCertificate(key.certificate);
  requireValidAt(certificate, signedAt);
  const prepared = prepareSignature(pdf, {
    ...options,
    name: certificate.commonName,
    hash,
    signedAt,
    room: roomFor(key, options.level),
  });
  const cms = await buildSignedData(
    {
      key,
      hash,
      contentType: Oid.data,
      contentDigest: prepared.digest,
      signedAttributes: claimedRole(options),
    },
    async (signature) =>
      options.level === 'B-B' ? [] : [await timestampAttribute(signature, hash, options)],
  );
  const signed = embedSignature(prepared, cms);
  const { level, timestampUrls = [] } = options;
  return level === 'B-LT' || level === 'B-LTA' ? extendPdf(signed, { level, timestampUrls, hash }) : signed;
}

/** Signature timestamp: over the signature's value (RFC 5126, 6.1.1). */
async function timestampAttribute(signature: Uint8Array, hash: Hash, options: SignOptions): Promise<Buffer> {
  const token = await requestTimestamp(options.timestampUrls ?? [], digest(hash, signature), hash);
  return attribute(Oid.signatureTimeStampToken, token);
}

function roomFor(key: SigningKey, level: Level): number {
  const certificates = [key.certificate, ...key.chain].reduce((sum, der) => sum + der.length, 0);
  return certificates + 2_560 + (level === 'B-B' ? 0 : TOKEN_ROOM);
}
