/** The verdict in one Vietnamese sentence. */
import type { Reason, SignatureReport, SubIndication, Verdict } from './report.ts';

const untrusted = new Set<SubIndication>([
  'NO_CERTIFICATE_CHAIN_FOUND',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'SIG_CONSTRAINTS_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
]);

export function verdictOf(subIndication: SubIndication | undefined): Verdict {
  if (!subIndication) return 'valid';
  if (['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE'].includes(subIndication)) return 'broken';
  return untrusted.has(subIndication) ? 'untrusted' : 'unknown';
}

/** `08:15 ngày 08/12/2020`, in Vietnam's time. */
export function vietnameseTime(iso: string): string {
  const local = new Date(Date.parse(iso) + 7 * 3_600_000).toISOString();
  return `${local.slice(11, 16)} ngày ${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)}`;
}

type Judged = Pick<
  SignatureReport,
  'kind' | 'verdict' | 'signer' | 'signedAt' | 'signedAtSource' | 'changes' | 'coverage'
>;

/** @param varying what may not be shown alike to everybody, of a signature that is valid */
export function sentenceOf(report: Judged, reasons: Reason[], varying: readonly Reason[] = []): string {
  const who = subjectOf(report);
  const why = (reasons[0]?.message ?? '').replace(/\.$/, '');
  switch (report.verdict) {
    case 'valid':
      return `${who} hợp lệ${whenOf(report)}; ${afterwards(report)}${notesOf(varying)}.`;
    case 'changed': {
      const what = report.changes.find((change) => !change.allowed)?.message ?? why;
      return `${who} không còn giá trị với nội dung đang hiển thị: tài liệu đã bị sửa sau khi ký (${lower(what)}).`;
    }
    case 'broken':
      return `${who} không hợp lệ: ${lower(why)}.`;
    case 'untrusted':
      return `${who} còn nguyên vẹn nhưng không đáng tin cậy: ${lower(why)}.`;
    case 'unknown':
      return `Chưa kết luận được về ${who[0]!.toLowerCase()}${who.slice(1)}: ${lower(why)}.`;
  }
}

export const notesOf = (varying: readonly Reason[]): string =>
  varying.length ? `; lưu ý: ${varying.map(({ message }) => lower(message)).join('; ')}` : '';

function subjectOf({ kind, signer }: Judged): string {
  const name = signer?.commonName ? ` của ${signer.commonName}` : '';
  if (kind === 'document-timestamp') return `Dấu thời gian tài liệu${name}`;
  return signer?.capacity === 'agency' ? `Chữ ký số cơ quan${name}` : `Chữ ký số${name}`;
}

function whenOf({ signedAt, signedAtSource }: Judged): string {
  if (!signedAt) return '';
  const proven =
    signedAtSource === 'timestamp' ? 'có dấu thời gian chứng minh ký' : 'ký (theo giờ máy người ký)';
  return `, ${proven} lúc ${vietnameseTime(signedAt)}`;
}

function afterwards({ changes, coverage }: Judged): string {
  const told = changes.filter((change) => change.kind !== 'validation-material-added');
  if (told.length) {
    const more = told.length > 3 ? `; và ${told.length - 3} thay đổi khác` : '';
    const named = told.slice(0, 3).map((change) => lower(change.message));
    return `sau đó chỉ có thay đổi được phép (${named.join('; ')}${more})`;
  }
  return coverage === 'entire-file'
    ? 'tài liệu không thay đổi từ khi ký'
    : 'nội dung không thay đổi từ khi ký';
}

const lower = (text: string): string =>
  /^\p{Lu}(?:\p{Ll}|\s)/u.test(text)
    ? text[0]!.toLowerCase() + text.slice(1).replace(/\.$/, '')
    : text.replace(/\.$/, '');
