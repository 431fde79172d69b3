/** What a signature's byte range covers (ISO 32000-1, 12.8.1): all of a revision, but for its own contents. */
import type { PdfDict } from '../pdf/objects.ts';
import { isWhite } from '../pdf/parser.ts';
import type { PdfFile } from '../pdf/pdfFile.ts';
import { sameObject } from './difference/sameObject.ts';
import type { Coverage, Reason } from './report.ts';
import type { SignatureInFile } from './signatureField.ts';

export interface Covered {
  coverage: Coverage;
  /** The two parts that are signed. */
  parts: [Buffer, Buffer] | undefined;
  /** The revision that ends where the signed bytes end. */
  revision: number | undefined;
  /** Set when the range is not what the standard asks for: nothing may be concluded from such a signature. */
  fault?: Reason;
}

const fault = (code: string, message: string, values?: Record<string, string>): Covered => ({
  coverage: 'partial',
  parts: undefined,
  revision: undefined,
  fault: { code, message, ...(values ? { values } : {}) },
});

export function coverageOf(file: PdfFile, signature: SignatureInFile): Covered {
  const { contents, object } = signature;
  const range = signature.byteRange;
  if (!object) return fault('CONTENTS_COMPRESSED', 'Giá trị chữ ký nằm trong luồng nén.');
  const twice = readTwoWays(file, signature.dict);
  if (twice) return fault('DUPLICATE_KEY', `Từ điển chữ ký có hai mục /${twice}.`, { key: twice });
  if (!contents?.hex) return fault('CONTENTS_MISSING', 'Chữ ký không có nội dung (/Contents).');
  if (!Array.isArray(range) || range.length !== 4 || !range.every(isOffset)) {
    return fault('BYTE_RANGE_MALFORMED', 'Phạm vi ký (/ByteRange) thiếu hoặc không đúng dạng.');
  }
  const [start, length, next, rest] = range as [number, number, number, number];
  const end = next + rest;
  if (start !== 0) return fault('BYTE_RANGE_START', 'Phạm vi ký không bắt đầu từ đầu tệp.');
  if (end > file.bytes.length) return fault('BYTE_RANGE_OUTSIDE', 'Phạm vi ký vượt ra ngoài tệp.');
  // Only the hexadecimal string of this very dictionary may be left out; wrapping attacks leave out more.
  if (length !== contents.start || next !== contents.end) {
    return fault('BYTE_RANGE_GAP', 'Phần bỏ ra khỏi phạm vi ký không đúng là nội dung chữ ký.');
  }
  if (contents.end - contents.start !== contents.bytes.length * 2 + 2) {
    return fault('CONTENTS_NOT_HEX', 'Nội dung chữ ký có ký tự lạ.');
  }
  if (object.start < 0 || object.end > end) {
    return fault('BYTE_RANGE_OBJECT', 'Phạm vi ký không bao gồm từ điển chữ ký.');
  }
  const parts: [Buffer, Buffer] = [file.bytes.subarray(0, length), file.bytes.subarray(next, end)];
  const revision = file.revisions.findIndex((item) => endsAt(file, item, end));
  if (revision < 0 || revision < signature.revision) {
    return {
      coverage: 'partial',
      parts,
      revision: undefined,
      fault: { code: 'COVERAGE_PARTIAL', message: 'Chữ ký không bao gồm trọn một phiên bản của tệp.' },
    };
  }
  const whole = revision === file.last && onlyWhite(file.bytes, end, file.bytes.length);
  return { coverage: whole ? 'entire-file' : 'entire-revision', parts, revision };
}

/** A key that stands twice and says two things; of transforms (`/Reference`) the strictest counts, so both are read. */
function readTwoWays(file: PdfFile, { entries, repeated = [] }: PdfDict): string | undefined {
  const { latest } = file;
  const differing = repeated.find(
    ({ key, value }) => key !== 'Reference' && !sameObject(value, latest, entries.get(key), latest),
  );
  return differing?.key;
}

const isOffset = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** The last line end may or may not be signed. */
const endsAt = (file: PdfFile, revision: { start: number; end: number }, end: number): boolean =>
  end > revision.start &&
  end <= revision.end &&
  revision.end - end <= 2 &&
  onlyWhite(file.bytes, end, revision.end);

export function onlyWhite(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isWhite(bytes[at])) return false;
  return true;
}
