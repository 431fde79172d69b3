/** Takes back a document that a program on the signer's own machine has signed: a token plug-in in the browser. */
import { openPdf } from '../pdf/openPdf.ts';
import type { TrustStore } from '../trust/trustStore.ts';
import { integrityOf } from '../validate/integrity.ts';
import type { SignatureReport } from '../validate/report.ts';
import { signaturesOf } from '../validate/signatureField.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { SigningError } from './errors.ts';

type Reason =
  | 'another-document'
  | 'no-new-signature'
  | 'more-than-a-signature'
  | 'bad-signature'
  | 'another-signer';

const messages: Record<Reason, string> = {
  'another-document': 'Tệp nhận lại không phải là tài liệu đã gửi đi ký.',
  'no-new-signature': 'Tệp nhận lại không có chữ ký mới.',
  'more-than-a-signature': 'Tệp nhận lại có thay đổi khác ngoài một chữ ký.',
  'bad-signature': 'Chữ ký mới không hợp lệ.',
  'another-signer': 'Chữ ký mới không phải của người được giao ký.',
};

/** What came back is not the document that was given out with one good signature added. */
export class ReturnedDocumentError extends SigningError {
  constructor(readonly reason: Reason) {
    super(`RETURNED_${reason.toUpperCase().replaceAll('-', '_')}`, messages[reason]);
  }
}

export interface AcceptOptions {
  trust: TrustStore;
  /** The certificate that was to sign, DER. */
  certificate: Uint8Array;
}

/**
 * @param original the document as it was given to the plug-in
 * @param returned what the plug-in made of it
 * @returns the report on the new signature
 * @throws ReturnedDocumentError; PdfError and its kinds when it is no PDF
 */
export async function acceptSigned(
  original: Uint8Array,
  returned: Uint8Array,
  { trust, certificate }: AcceptOptions,
): Promise<SignatureReport> {
  const file = openPdf(returned);
  const continues =
    returned.length > original.length &&
    Buffer.compare(returned.subarray(0, original.length), original) === 0;
  if (!continues) throw new ReturnedDocumentError('another-document');
  const before = new Set(signaturesOf(openPdf(original)).map((item) => item.field.name));
  const added = signaturesOf(file).filter((item) => !before.has(item.field.name));
  const [signature] = added;
  if (!signature) throw new ReturnedDocumentError('no-new-signature');
  if (added.length > 1) throw new ReturnedDocumentError('more-than-a-signature');
  const { signatures } = await validatePdf(returned, { trust });
  const report = signatures.find((item) => item.field === signature.field.name);
  const isIntact = ({ verdict }: SignatureReport) => verdict !== 'broken' && verdict !== 'changed';
  if (!report || !isIntact(report)) throw new ReturnedDocumentError('bad-signature');
  // Everything after the original must be covered, and no earlier signature may have suffered.
  if (report.coverage !== 'entire-file' || !signatures.every(isIntact)) {
    throw new ReturnedDocumentError('more-than-a-signature');
  }
  const signer = integrityOf(file, signature, []).certificate;
  if (!signer?.raw.equals(certificate)) throw new ReturnedDocumentError('another-signer');
  if (report.verdict !== 'valid') throw new ReturnedDocumentError('bad-signature');
  return report;
}
