/** Appends a signature without its value: all that is signed is then fixed, and its digest known. */
import { createHash } from 'node:crypto';
import { type Appearance, drawAppearance } from '../appearance/appearance.ts';
import type { Place } from '../appearance/box.ts';
import { pdfDate } from '../appearance/vietnamTime.ts';
import type { Hash } from '../cms/algorithms.ts';
import { bytesString, dict, name, type PdfDict, type PdfObject, text } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { byteRangeText, type Span } from '../pdf/writeObject.ts';
import { signaturesOf } from '../validate/signatureField.ts';
import { type Append, appendToCopy } from './append.ts';
import { SignatureTooLargeError } from './errors.ts';
import { PdfEdit } from './pdfEdit.ts';
import { fieldToSign, markSigned, timestampField } from './signatureField.ts';

export interface SignatureWords {
  /** The signer, as the certificate names them. */
  name?: string;
  reason?: string;
  location?: string;
  contactInfo?: string;
}

export interface PrepareOptions extends SignatureWords {
  field: string;
  /** Where to make the field when the document does not have it; without it the signature is not shown. */
  place?: Place;
  appearance?: Appearance;
  hash: Hash;
  /** Claimed time of signing, for `/M` and the appearance. */
  signedAt: Date;
  /** Room for the CMS, bytes. */
  room: number;
  /** `ETSI.RFC3161` for a document timestamp. */
  subFilter?: 'ETSI.CAdES.detached' | 'ETSI.RFC3161';
}

export interface PreparedSignature {
  /** The whole document with room for the signature; owned by whoever prepares. */
  pdf: Buffer;
  /** From `<` to after `>` of `/Contents`. */
  contents: Span;
  /** Of all but `contents`. */
  digest: Buffer;
}

export function prepareSignature(
  pdf: Uint8Array,
  options: PrepareOptions,
  append: Append = appendToCopy,
): PreparedSignature {
  const file = openPdf(pdf);
  // Nobody could validate what is signed beside an earlier signature that cannot be read.
  signaturesOf(file);
  const edit = new PdfEdit(file);
  const target =
    options.subFilter === 'ETSI.RFC3161'
      ? timestampField(edit, options.field)
      : fieldToSign(edit, options.field, options.place);
  const signature = edit.add(signatureDictionary(options, target.lock));
  edit.changeDict(target.ref, (field) => field.entries.set('V', signature));
  const drawn = drawAppearance(options.appearance ?? { kind: 'none' }, target, options.signedAt, (object) =>
    edit.add(object),
  );
  if (drawn) edit.changeDict(target.widget, (widget) => widget.entries.set('AP', dict({ N: drawn })));
  markSigned(edit);
  const { pdf: grown, marks } = append(edit);
  return seal(grown, marks.contents!, marks.byteRange!, options.hash);
}

/** Writes the byte range, and hashes what it covers. */
function seal(pdf: Buffer, contents: Span, byteRange: Span, hash: Hash): PreparedSignature {
  const range = byteRangeText([0, contents.start, contents.end, pdf.length - contents.end]);
  pdf.write(range, byteRange.start, 'latin1');
  const digest = createHash(hash)
    .update(pdf.subarray(0, contents.start))
    .update(pdf.subarray(contents.end))
    .digest();
  return { pdf, contents, digest };
}

/** Puts the CMS into its room. @throws SignatureTooLargeError */
export function embedSignature(
  { pdf, contents }: Omit<PreparedSignature, 'digest'>,
  cms: Uint8Array,
): Buffer {
  const room = (contents.end - contents.start - 2) / 2;
  if (cms.length > room) throw new SignatureTooLargeError(cms.length, room);
  const { buffer, byteOffset, length } = cms;
  pdf.write(Buffer.from(buffer, byteOffset, length).toString('hex'), contents.start + 1, 'latin1');
  return pdf;
}

/** ISO 32000-1, table 252, as EN 319 142-1, 6.3 narrows it. */
function signatureDictionary(options: PrepareOptions, lock: PdfDict | undefined): PdfDict {
  const isTimestamp = options.subFilter === 'ETSI.RFC3161';
  const optional = (value: string | undefined): PdfObject | undefined =>
    value === undefined ? undefined : text(value.normalize('NFC'));
  return dict({
    Type: name(isTimestamp ? 'DocTimeStamp' : 'Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name(options.subFilter ?? 'ETSI.CAdES.detached'),
    ByteRange: { kind: 'reserved', name: 'byteRange' },
    Contents: { kind: 'reserved', name: 'contents', bytes: options.room },
    // A timestamp's time is in its token and nowhere else (EN 319 142-1, 5.4.3).
    M: isTimestamp ? undefined : bytesString(Buffer.from(pdfDate(options.signedAt))),
    Name: optional(options.name),
    Reason: optional(options.reason),
    Location: optional(options.location),
    ContactInfo: optional(options.contactInfo),
    Reference: lock ? [fieldLock(lock)] : undefined,
    Prop_Build: dict({ App: dict({ Name: name('CongVan') }) }),
  });
}

/** A field's lock goes into its signature as FieldMDP (12.8.2.4). */
function fieldLock(lock: PdfDict): PdfDict {
  const parameters = dict({ Type: name('TransformParams'), V: name('1.2') });
  for (const key of ['Action', 'Fields']) {
    const value = lock.entries.get(key);
    if (value !== undefined) parameters.entries.set(key, value);
  }
  return dict({
    Type: name('SigRef'),
    TransformMethod: name('FieldMDP'),
    TransformParams: parameters,
  });
}
