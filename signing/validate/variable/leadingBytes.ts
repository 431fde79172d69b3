/** A file may be two: PDF readers look for `%PDF-` in the first 1024 bytes (ISO 32000-1, annex H), others at the first. */
import type { PdfFile } from '../../pdf/pdfFile.ts';
import type { Reason } from '../report.ts';

/** How files begin that other programs show: images, archives (office documents), programs, PostScript, rich text. */
const beginnings = [
  'II*\0',
  'MM\0*',
  'GIF8',
  '\x89PNG',
  '\xff\xd8\xff',
  'BM',
  'RIFF',
  'PK\x03\x04',
  'MZ',
  '%!PS',
  '{\\rtf',
];
const webPage = /^\s*<(?:[!?]|[a-z])/i;

export function leadingFormat({ bytes, header }: PdfFile): Reason[] {
  const before = bytes.toString('latin1', 0, header);
  if (!webPage.test(before) && !beginnings.some((start) => before.startsWith(start))) return [];
  const message = 'Tệp còn là một tài liệu dạng khác, mà chương trình khác sẽ hiển thị';
  return [{ code: 'OTHER_FORMAT', message }];
}
