/** Opens an untrusted PDF: finds its cross-reference sections and orders them to revisions, reading no more. */
import { decryptionOf } from './encryption/decryptionOf.ts';
import {
  EncryptedPdfError,
  NotAPdfError,
  PdfEmptyError,
  PdfLimitError,
  PdfStructureError,
  PdfTooLargeError,
  PdfTruncatedError,
} from './errors.ts';
import { isWhite, Parser } from './parser.ts';
import { PdfFile, type Revision } from './pdfFile.ts';
import { readSection, type XrefSection } from './xref.ts';

export interface OpenOptions {
  /** Largest file taken, bytes. */
  maxBytes?: number;
  /** Largest result of one decompression, bytes. */
  maxDecodedBytes?: number;
  /** Read an encrypted file as well when it opens without a password; otherwise it is refused. */
  decrypt?: boolean;
}

const MAX_SECTIONS = 2000;
const TAIL = 2048;

/**
 * @throws PdfError: PdfEmptyError, NotAPdfError, PdfTooLargeError, PdfTruncatedError, EncryptedPdfError,
 * PdfStructureError, PdfLimitError
 */
export function openPdf(input: Uint8Array, options: OpenOptions = {}): PdfFile {
  const { maxBytes = 256 * 1_048_576, maxDecodedBytes = 64 * 1_048_576, decrypt = false } = options;
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length === 0) throw new PdfEmptyError();
  if (bytes.length > maxBytes) throw new PdfTooLargeError(bytes.length, maxBytes);
  // 7.5.2 and implementation note 13 of PDF 1.7: the header stands within the first 1024 bytes.
  const header = bytes.subarray(0, 1024 + 5).indexOf('%PDF-', 0, 'latin1');
  if (header < 0) throw new NotAPdfError();
  const started = lastStartxref(bytes);
  const { base, first } = firstSection(bytes, started, header, maxDecodedBytes);
  const sections = readChain(bytes, first, base, maxDecodedBytes);
  const encrypted = sections.some((section) => section.trailer.entries.has('Encrypt'));
  if (encrypted && !decrypt) throw new EncryptedPdfError();
  const file = new PdfFile(bytes, header, base, toRevisions(bytes, sections, base), maxDecodedBytes);
  return encrypted ? file.decrypted(decryptionOf(file)) : file;
}

function lastStartxref(bytes: Buffer): number {
  const tailStart = Math.max(0, bytes.length - TAIL);
  const found = bytes.subarray(tailStart).lastIndexOf('startxref', TAIL, 'latin1');
  const at = tailStart + found;
  if (found < 0) throw new PdfTruncatedError('không có «startxref» ở cuối tệp');
  const parser = new Parser(bytes, at);
  parser.expect('startxref');
  const value = parser.unsigned();
  if (value === undefined) throw new PdfTruncatedError('«startxref» không có số');
  return value;
}

/** Offsets count from the header (7.5.4), or from the first byte where a program put bytes before it later. */
function firstSection(bytes: Buffer, started: number, header: number, maxDecoded: number) {
  if (header > 0) {
    const fromHeader = sectionAt(bytes, started + header, header, maxDecoded);
    // Two documents in one file: which is seen depends on the reader.
    const fromStart = fromHeader && sectionAt(bytes, started, 0, maxDecoded);
    // Blanks before it are skipped: one that ends at the same place is the same table.
    if (fromStart && fromStart.end !== fromHeader.end)
      throw new PdfStructureError('hai bảng tham chiếu, tính từ đầu tệp và từ %PDF', started);
    if (fromHeader) return { base: header, first: fromHeader };
  }
  if (started >= bytes.length) throw new PdfTruncatedError('bảng tham chiếu nằm sau cuối tệp');
  return { base: 0, first: readSection(bytes, nearbyTable(bytes, started), 0, maxDecoded) };
}

function sectionAt(bytes: Buffer, at: number, base: number, maxDecoded: number): XrefSection | undefined {
  try {
    return readSection(bytes, at, base, maxDecoded);
  } catch (error) {
    if (error instanceof PdfStructureError) return undefined;
    throw error;
  }
}

const SLACK = 16;

/** Some producers count a line end too few or too many: a table that begins close by is the one meant. */
function nearbyTable(bytes: Buffer, started: number): number {
  if (bytes.toString('latin1', started, started + 4) === 'xref') return started;
  // «startxref» of the revision before is not meant, so what stands before the word is looked at as well.
  const from = Math.max(0, started - SLACK - 'start'.length);
  const found = /(?<![a-z])xref(?=\s)/.exec(bytes.toString('latin1', from, started + SLACK + 4));
  const at = found ? from + found.index : started;
  return at >= started - SLACK && bytes.toString('latin1', Math.max(0, at - 5), at) !== 'start'
    ? at
    : started;
}

/** The sections from the newest to the oldest, by `/Prev`. */
function readChain(bytes: Buffer, first: XrefSection, base: number, maxDecoded: number): XrefSection[] {
  const sections = [first];
  const seen = new Set([first.offset]);
  for (;;) {
    const prev = sections.at(-1)!.trailer.entries.get('Prev');
    if (prev === undefined || prev === null) return sections;
    if (typeof prev !== 'number' || !Number.isInteger(prev))
      throw new PdfStructureError('/Prev không phải số');
    const offset = prev + base;
    if (seen.has(offset)) throw new PdfStructureError('/Prev quay vòng', offset);
    if (sections.length >= MAX_SECTIONS) throw new PdfLimitError('quá nhiều lần cập nhật');
    seen.add(offset);
    sections.push(readSection(bytes, offset, base, maxDecoded));
  }
}

/**
 * One revision a section, except for the two sections of a linearised file (ISO 32000-1, Annex F): the one at
 * the top is newer in the chain and older in the file.
 */
function toRevisions(bytes: Buffer, sections: XrefSection[], base: number): Revision[] {
  const groups: XrefSection[][] = [];
  for (const section of sections.toReversed()) {
    const last = groups.at(-1);
    if (last && section.offset < last[0]!.offset) {
      const linearised = groups.length === 1 && last.length === 1;
      if (!linearised) throw new PdfStructureError('các lần cập nhật không theo thứ tự', section.offset);
      last.push(section);
    } else groups.push([section]);
  }
  let start = 0;
  return groups.map((group, index) => {
    const lastInFile = group[0]!;
    const next = groups[index + 1]?.at(-1)?.offset ?? bytes.length;
    const { end, startxref } = revisionEnd(bytes, lastInFile.end, next);
    const top = group.at(-1)!;
    const revision: Revision = {
      index,
      start,
      end,
      // Newest first, as a look-up goes.
      sections: group.toReversed(),
      kind: top.kind,
      xrefOffset: top.offset,
      startxrefMatches: startxref !== undefined && leadsTo(bytes, startxref + base, top.offset),
      trailer: top.trailer,
    };
    start = end;
    return revision;
  });
}

/** Some producers count the line end before the table: every reader steps over it. */
function leadsTo(bytes: Buffer, started: number, table: number): boolean {
  for (let at = started; at < table; at++) if (!isWhite(bytes[at])) return false;
  return started <= table;
}

/** After `startxref N %%EOF` and one line end. Where that is missing, the revision ends where the next begins. */
function revisionEnd(bytes: Buffer, from: number, limit: number): { end: number; startxref?: number } {
  const parser = new Parser(bytes, from, limit);
  parser.skipSpace();
  // `%%EOF` is a comment to the parser, so it is looked for by hand.
  if (!parser.accept('startxref')) {
    const at = bytes.indexOf('startxref', from, 'latin1');
    if (at < 0 || at >= limit) return { end: limit };
    parser.pos = at + 'startxref'.length;
  }
  const startxref = parser.unsigned();
  const eof = bytes.indexOf('%%EOF', parser.pos, 'latin1');
  if (eof < 0 || eof >= limit)
    return { end: Math.min(limit, parser.pos), ...(startxref === undefined ? {} : { startxref }) };
  let end = eof + 5;
  if (bytes[end] === 13) end++;
  if (bytes[end] === 10) end++;
  return { end, ...(startxref === undefined ? {} : { startxref }) };
}
