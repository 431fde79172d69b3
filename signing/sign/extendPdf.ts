/** Adds what makes signatures last: validation data (B-LT) and a timestamp over the document (B-LTA). */
import { createHash } from 'node:crypto';
import type { Hash } from '../cms/algorithms.ts';
import { fields } from '../pdf/fields.ts';
import { dict, isStream, name, type PdfObject, type PdfRef, stream } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import type { PdfFile } from '../pdf/pdfFile.ts';
import { collectMaterial } from '../revocation/collectMaterial.ts';
import { requestTimestamp } from '../timestamp/timestampRequest.ts';
import { readX509s } from '../trust/x509.ts';
import type { StoredMaterial } from '../validate/securityStore.ts';
import { signaturesOf } from '../validate/signatureField.ts';
import { readSignedData } from '../validate/signedData.ts';
import { SigningError } from './errors.ts';
import { PdfEdit } from './pdfEdit.ts';
import { embedSignature, prepareSignature } from './prepareSignature.ts';

export interface ExtendOptions {
  level: 'B-LT' | 'B-LTA';
  /** Timestamp authorities, asked in this order; needed for B-LTA. */
  timestampUrls?: string[];
  hash?: Hash;
}

export class NothingToExtendError extends SigningError {
  constructor() {
    super('NOTHING_TO_EXTEND', 'Tài liệu chưa có chữ ký nào để lưu giữ lâu dài.');
  }
}

/** A token carries its authority's own chain, of a size that is not known before. */
export const TOKEN_ROOM = 12_288;

/**
 * Raises every signature of a document to B-LT or B-LTA; called again on B-LTA, renews it.
 * @throws NothingToExtendError, RevocationUnavailableError, CertificateRevokedError, TimestampUnavailableError;
 * DerError and UnsupportedAlgorithmError for a signature that cannot be read
 */
export async function extendPdf(pdf: Uint8Array, options: ExtendOptions): Promise<Buffer> {
  const file = openPdf(pdf);
  if (signaturesOf(file).length === 0) throw new NothingToExtendError();
  const withMaterial = addSecurityStore(file, await collectMaterial(file));
  return options.level === 'B-LT' ? withMaterial : timestampDocument(withMaterial, options);
}

/** Document timestamp (EN 319 142-1, 5.4.3): covers all that is there, validation data included. */
async function timestampDocument(pdf: Buffer, options: ExtendOptions): Promise<Buffer> {
  const { hash = 'sha256', timestampUrls = [] } = options;
  const names = new Set(fields(openPdf(pdf).latest).map((field) => field.name));
  let number = 1;
  while (names.has(`timestamp-${number}`)) number++;
  const prepared = prepareSignature(pdf, {
    field: `timestamp-${number}`,
    hash,
    signedAt: new Date(),
    room: TOKEN_ROOM,
    subFilter: 'ETSI.RFC3161',
  });
  return embedSignature(prepared, await requestTimestamp(timestampUrls, prepared.digest, hash));
}

const lists = { certificates: 'Certs', ocsps: 'OCSPs', crls: 'CRLs' } as const;

/** Adds to `/DSS` what it does not hold yet. */
function addSecurityStore(file: PdfFile, material: StoredMaterial): Buffer {
  const edit = new PdfEdit(file);
  const held = edit.view.catalog.entries.get('DSS');
  const current = edit.view.dict(held);
  const store = dict({ Type: name('DSS'), ...Object.fromEntries(current?.entries ?? []) });
  for (const [kind, key] of Object.entries(lists) as [keyof StoredMaterial, string][]) {
    const references = edit.view.array(store.entries.get(key));
    const known = new Set(references.map((item) => fingerprintOf(edit, item)));
    const added: PdfRef[] = [];
    for (const bytes of material[kind]) {
      const id = fingerprint(bytes);
      if (known.has(id)) continue;
      known.add(id);
      added.push(edit.add(stream(dict(), bytes)));
    }
    if (references.length + added.length) store.entries.set(key, [...references, ...added]);
  }
  const reference = edit.add(store);
  edit.changeDict(edit.root, (catalog) => catalog.entries.set('DSS', reference));
  return Buffer.concat([file.bytes, edit.finish().bytes]);
}

const fingerprint = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function fingerprintOf(edit: PdfEdit, item: PdfObject): string {
  const object = edit.view.resolve(item);
  return isStream(object) ? fingerprint(edit.file.decode(object)) : '';
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
