/**
 * Every byte after the signed ones must belong to an object or a cross-reference section that the file's own
 * structure names. Programs that rebuild a damaged structure would show whatever else they find there.
 */
import { isWhite, Parser } from '../../pdf/parser.ts';
import type { PdfFile, Revision } from '../../pdf/pdfFile.ts';

/** @returns offset of the first byte that nothing accounts for, in the revisions after `signed` */
export function unaccountedByte(file: PdfFile, signed: number): number | undefined {
  for (const revision of file.revisions.slice(signed + 1)) {
    const stray = strayIn(file, revision);
    if (stray !== undefined) return stray;
  }
  const end = file.revisions[file.last]!.end;
  // Readers look for the end in the last 1024 bytes (7.5.5); where it is not, they rebuild the file from what they find.
  if (file.bytes.length - end > MOST_BLANK) return end;
  return blankUntil(file, end, file.bytes.length);
}

const MOST_BLANK = 900;

interface Range {
  start: number;
  end: number;
}

function strayIn(file: PdfFile, revision: Revision): number | undefined {
  if (!revision.startxrefMatches) return revision.xrefOffset;
  const ranges: Range[] = [];
  const add = (range: Range) => {
    if (range.start >= revision.start && range.start < revision.end) ranges.push(range);
  };
  for (const section of revision.sections) {
    add({ start: section.offset, end: section.end });
    if (section.hybrid) add({ start: section.hybrid.offset, end: section.hybrid.end });
  }
  const seen = new Set<number>();
  for (const num of file.numbersOf(revision.index)) {
    const entry = file.entry(num, revision.index);
    if (entry?.kind !== 'offset' || seen.has(entry.offset)) continue;
    seen.add(entry.offset);
    const located = entry.offset >= revision.start ? file.locate(num, revision.index) : undefined;
    if (located && !ranges.some((range) => range.start === located.start)) add(located);
  }
  ranges.sort((a, b) => a.start - b.start);
  let at = revision.start;
  for (const range of ranges) {
    if (range.start < at) return range.start;
    const stray = blankUntil(file, at, range.start);
    if (stray !== undefined) return stray;
    at = range.end;
  }
  const tail = new Parser(file.bytes, at, revision.end);
  if (!tail.accept('startxref') || tail.unsigned() === undefined) return tail.pos;
  // Readers that look for it rebuild a file where it is missing.
  if (file.bytes.subarray(tail.pos, revision.end).indexOf('%%EOF', 0, 'latin1') < 0) return tail.pos;
  return blankUntil(file, tail.pos, revision.end);
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** White space and comments only; a comment that hides an object is none. */
function blankUntil(file: PdfFile, start: number, end: number): number | undefined {
  const parser = new Parser(file.bytes, start, end);
  parser.skipSpace();
  if (parser.pos < end) return parser.pos;
  for (let at = start; ; at += 3) {
    at = file.bytes.indexOf('obj', at, 'latin1');
    if (at < 0 || at >= end) return undefined;
    if (isWhite(file.bytes[at - 1]) || isDigit(file.bytes[at - 1])) return at;
  }
}
