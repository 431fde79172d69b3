/** Reads `N G obj … endobj` (ISO 32000-1, 7.3.10), with its stream when it has one (7.3.8). */
import { PdfStructureError } from './errors.ts';
import { isDict, type PdfDict, type PdfObject, type PdfStream } from './objects.ts';
import { Parser } from './parser.ts';

export interface IndirectObject {
  num: number;
  gen: number;
  object: PdfObject;
  start: number;
  /** After `endobj`. */
  end: number;
}

/** @param lengthOf what `/Length` says, when it is itself a reference to be looked up */
export function readIndirect(
  bytes: Buffer,
  start: number,
  lengthOf: (length: PdfObject | undefined) => PdfObject,
): IndirectObject {
  if (start < 0 || start >= bytes.length) throw new PdfStructureError('đối tượng nằm ngoài tệp', start);
  const parser = new Parser(bytes, start);
  const num = parser.unsigned();
  const gen = num === undefined ? undefined : parser.unsigned();
  if (num === undefined || gen === undefined) throw new PdfStructureError('không phải đối tượng', start);
  parser.expect('obj');
  let object: PdfObject = parser.object();
  if (isDict(object) && parser.accept('stream')) object = readStream(bytes, parser, object, lengthOf);
  // Some producers forget `endobj`; the next object's head tells the end as well.
  if (!parser.accept('endobj')) parser.skipSpace();
  return { num, gen, object, start, end: parser.pos };
}

function readStream(
  bytes: Buffer,
  parser: Parser,
  dict: PdfDict,
  lengthOf: (length: PdfObject | undefined) => PdfObject,
): PdfStream {
  // 7.3.8.1: «stream» is followed by CR LF or LF; a lone CR is met as well.
  if (bytes[parser.pos] === 13) parser.pos++;
  if (bytes[parser.pos] === 10) parser.pos++;
  const start = parser.pos;
  const length = lengthOf(dict.entries.get('Length'));
  if (typeof length === 'number' && Number.isInteger(length) && length >= 0 && start + length <= parser.end) {
    parser.pos = start + length;
    if (parser.accept('endstream'))
      return { kind: 'stream', dict, raw: bytes.subarray(start, start + length) };
  }
  const close = bytes.indexOf('endstream', start, 'latin1');
  if (close < 0) throw new PdfStructureError('luồng dữ liệu không kết thúc', start);
  parser.pos = close + 'endstream'.length;
  let end = close;
  if (bytes[end - 1] === 10) end--;
  if (bytes[end - 1] === 13) end--;
  return { kind: 'stream', dict, raw: bytes.subarray(start, Math.max(start, end)), wrongLength: true };
}
