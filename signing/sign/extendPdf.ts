/** Adds what makes signatures last: validation data (B-LT) and a timestamp over the document (B-LTA). */
import type { Hash } from '../cms/algorithms.ts';
import { Oid } from '../cms/oids.ts';
import { fields } from '../pdf/fields.ts';
import { openPdf } from '../pdf/openPdf.ts';
import type { PdfFile } from '../pdf/pdfFile.ts';
import { collectMaterial } from '../revocation/collectMaterial.ts';
import { TOKEN_ROOM } from '../timestamp/authorityPath.ts';
import { requestTimestamp } from '../timestamp/timestampRequest.ts';
import { readX509s } from '../trust/x509.ts';
import type { StoredMaterial } from '../validate/securityStore.ts';
import { type SignatureInFile, signaturesOf } from '../validate/signatureField.ts';
import { readSignedData } from '../validate/signedData.ts';
import { type Append, appendToCopy } from './append.ts';
import { SigningError } from './errors.ts';
import { growStore } from './growStore.ts';
import { PdfEdit } from './pdfEdit.ts';
import { embedSignature, prepareSignature } from './prepareSignature.ts';

export interface ExtendOptions {
  level: 'B-T' | 'B-LT' | 'B-LTA';
  /** Timestamp authorities, asked in this order; needed for B-LTA, and where a signature has no timestamp yet. */
  timestampUrls?: string[];
  hash?: Hash;
}

export class NothingToExtendError extends SigningError {
  constructor() {
    super('NOTHING_TO_EXTEND', 'Tài liệu chưa có chữ ký nào để lưu giữ lâu dài.');
  }
}

/**
 * Raises every signature of a document to a level; called again on B-LTA, renews it. A signature without a timestamp
 * gets a document timestamp first, which is one for B-T too (EN 319 142-1, 6.3).
 * @throws NothingToExtendError, RevocationUnavailableError, CertificateRevokedError, TimestampUnavailableError;
 * DerError and UnsupportedAlgorithmError for a signature that cannot be read
 */
export async function extendPdf(
  pdf: Uint8Array,
  options: ExtendOptions,
  append: Append = appendToCopy,
): Promise<Buffer> {
  const file = openPdf(pdf);
  const signatures = signaturesOf(file);
  if (signatures.length === 0) throw new NothingToExtendError();
  if (!lacksTimestamp(signatures)) return addMaterial(file, options, append);
  const known = signatures.flatMap(({ contents }) =>
    contents ? readSignedData(contents.bytes).certificates : [],
  );
  const timestamped = await timestampDocument(file.bytes, known, options, append);
  return addMaterial(openPdf(timestamped), options, append);
}

/** Whether a signature has neither a timestamp of its own nor one of the document after it. */
function lacksTimestamp(signatures: SignatureInFile[]): boolean {
  const last = signatures.map(({ kind }) => kind).lastIndexOf('document-timestamp');
  return signatures
    .slice(last + 1)
    .some(
      ({ contents }) =>
        !contents ||
        !readSignedData(contents.bytes).signers.every(({ unsigned }) =>
          unsigned.has(Oid.signatureTimeStampToken),
        ),
    );
}

async function addMaterial(file: PdfFile, options: ExtendOptions, append: Append): Promise<Buffer> {
  if (options.level === 'B-T') return Buffer.from(file.bytes);
  const material = await collectMaterial(file);
  const withMaterial = addSecurityStore(file, material, append);
  if (options.level === 'B-LT') return withMaterial;
  return timestampDocument(withMaterial, material.certificates, options, append);
}

/** Document timestamp (EN 319 142-1, 5.4.3): covers all that is there, validation data included. */
async function timestampDocument(
  pdf: Uint8Array,
  known: Uint8Array[],
  options: ExtendOptions,
  append: Append,
): Promise<Buffer> {
  const { hash = 'sha256', timestampUrls = [] } = options;
  const names = new Set(fields(openPdf(pdf).latest).map((field) => field.name));
  let number = 1;
  while (names.has(`timestamp-${number}`)) number++;
  const words = {
    field: `timestamp-${number}`,
    hash,
    signedAt: new Date(),
    room: TOKEN_ROOM,
    subFilter: 'ETSI.RFC3161',
  } as const;
  const prepared = prepareSignature(pdf, words, append);
  return embedSignature(prepared, await requestTimestamp(timestampUrls, prepared.digest, hash, known));
}

/** Adds to `/DSS` what it does not hold yet. */
function addSecurityStore(file: PdfFile, material: StoredMaterial, append: Append): Buffer {
  const edit = new PdfEdit(file);
  growStore(edit, material);
  return append(edit).pdf;
}

/**
 * When the last document timestamp's own certificate ends: renew before (EN 319 142-1, 5.4.3).
 * @returns undefined for a document without one
 */
export function archiveExpiry(pdf: Uint8Array): Date | undefined {
  const last = signaturesOf(openPdf(pdf))
    .filter((item) => item.kind === 'document-timestamp')
    .at(-1);
  if (!last?.contents) return undefined;
  const { certificates, signers } = readSignedData(last.contents.bytes);
  const authority = readX509s(certificates).find(
    (item) => signers[0]?.issuer?.equals(item.issuer) && signers[0].serialNumber?.equals(item.serialNumber),
  );
  return authority?.notAfter;
}
