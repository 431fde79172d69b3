/** Cross-reference sections: tables (ISO 32000-1, 7.5.4), streams (7.5.8) and hybrids of both (7.5.8.4). */
import { PdfLimitError, PdfStructureError } from './errors.ts';
import { decodeStream } from './filters.ts';
import { readIndirect } from './indirect.ts';
import { isDict, isName, isStream, type PdfDict, type PdfObject } from './objects.ts';
import { Parser } from './parser.ts';

export type XrefEntry =
  | { kind: 'free'; gen: number }
  | { kind: 'offset'; offset: number; gen: number }
  | { kind: 'compressed'; stream: number; index: number };

/** A run of object numbers; an entry is decoded only when it is asked for. */
export interface XrefRun {
  first: number;
  count: number;
  entry(index: number): XrefEntry;
}

export interface XrefSection {
  kind: 'table' | 'stream';
  /** Where `xref`, or the stream's object, begins; absolute in the file. */
  offset: number;
  /** After the trailer dictionary, or after the stream's `endobj`. */
  end: number;
  trailer: PdfDict;
  runs: XrefRun[];
  /** The stream that a hybrid file's table points to. */
  hybrid?: XrefSection;
}

const MAX_OBJECT_NUMBER = 8_388_607;
const MAX_RUNS = 200_000;

/** @param base what stored offsets count from: the place of `%PDF-` */
export function readSection(bytes: Buffer, offset: number, base: number, maxDecoded: number): XrefSection {
  if (offset < 0 || offset >= bytes.length)
    throw new PdfStructureError('bảng tham chiếu nằm ngoài tệp', offset);
  const parser = new Parser(bytes, offset);
  if (!parser.accept('xref')) return readStreamSection(bytes, offset, base, maxDecoded);
  const runs: XrefRun[] = [];
  while (!parser.accept('trailer')) {
    if (runs.length >= MAX_RUNS) throw new PdfLimitError('bảng tham chiếu quá nhiều đoạn');
    runs.push(readRun(bytes, parser, base));
  }
  const trailer = parser.object();
  if (!isDict(trailer)) throw new PdfStructureError('phần cuối (trailer) không đọc được', parser.pos);
  const section: XrefSection = { kind: 'table', offset, end: parser.pos, trailer, runs };
  const hybrid = trailer.entries.get('XRefStm');
  if (typeof hybrid === 'number') section.hybrid = readStreamSection(bytes, hybrid + base, base, maxDecoded);
  return section;
}

function readRun(bytes: Buffer, parser: Parser, base: number): XrefRun {
  const first = parser.unsigned();
  const count = first === undefined ? undefined : parser.unsigned();
  if (first === undefined || count === undefined) {
    throw new PdfStructureError('bảng tham chiếu không đọc được', parser.pos);
  }
  if (first + count > MAX_OBJECT_NUMBER + 1) throw new PdfLimitError('số hiệu đối tượng quá lớn');
  parser.skipSpace();
  const start = parser.pos;
  const width = count > 0 ? entryWidth(bytes, start) : 20;
  if (start + count * width > bytes.length + 2) throw new PdfStructureError('bảng tham chiếu bị cắt', start);
  parser.pos = start + count * width;
  const entry = (index: number): XrefEntry => {
    const at = start + index * width;
    const read = readEntry(bytes, at, at + width, base);
    if (!read) throw new PdfStructureError('mục tham chiếu hỏng', at);
    return read;
  };
  // A width guessed wrong shows at the last entry.
  if (count > 0) entry(count - 1);
  return { first, count, entry };
}

/** `nnnnnnnnnn ggggg n` or `f` and its line end, by bytes: an entry is read with every look at an object. */
function readEntry(bytes: Buffer, at: number, end: number, base: number): XrefEntry | undefined {
  const value = digits(bytes, at, 10);
  const gen = digits(bytes, at + 11, 5);
  if (value === undefined || gen === undefined || bytes[at + 10] !== 32 || bytes[at + 16] !== 32)
    return undefined;
  for (let i = at + 18; i < end && i < bytes.length; i++) if (!isLineEnd(bytes[i])) return undefined;
  const kind = bytes[at + 17];
  if (kind === 0x6e) return { kind: 'offset', offset: value + base, gen };
  return kind === 0x66 ? { kind: 'free', gen } : undefined;
}

const isLineEnd = (byte: number | undefined): boolean => byte === 32 || byte === 13 || byte === 10;

function digits(bytes: Buffer, at: number, count: number): number | undefined {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** 20 by the standard; 19 where a producer wrote one byte of line end without the space. */
function entryWidth(bytes: Buffer, start: number): number {
  const end18 = start + 18;
  let width = 18;
  while (width < 22 && isLineEnd(bytes[end18 + width - 18])) width++;
  if (width === 18) throw new PdfStructureError('mục tham chiếu hỏng', start);
  return Math.min(width, 20);
}

function readStreamSection(bytes: Buffer, offset: number, base: number, maxDecoded: number): XrefSection {
  const direct = (object: PdfObject | undefined): PdfObject => object ?? null;
  // «2 0 obj» within «12 0 obj» is no object: a file that is counted from elsewhere would be taken for one that is not.
  if (/\d/.test(bytes.toString('latin1', Math.max(0, offset - 1), offset)))
    throw new PdfStructureError('không có bảng tham chiếu', offset);
  let read: ReturnType<typeof readIndirect>;
  try {
    read = readIndirect(bytes, offset, direct);
  } catch (error) {
    if (error instanceof PdfStructureError) throw new PdfStructureError('không có bảng tham chiếu', offset);
    throw error;
  }
  const { object, end } = read;
  if (!isStream(object)) throw new PdfStructureError('không có bảng tham chiếu', offset);
  const { entries } = object.dict;
  const type = entries.get('Type');
  if (!isName(type) || type.value !== 'XRef') throw new PdfStructureError('không có bảng tham chiếu', offset);
  const widths = numbers(entries.get('W'));
  if (widths.length < 3 || widths.some((w) => w > 8)) throw new PdfStructureError('/W không hợp lệ', offset);
  const size = entries.get('Size');
  const index = entries.has('Index')
    ? numbers(entries.get('Index'))
    : [0, typeof size === 'number' ? size : 0];
  const data = decodeStream(object, maxDecoded, direct);
  return { kind: 'stream', offset, end, trailer: object.dict, runs: streamRuns(data, widths, index, base) };
}

function streamRuns(data: Buffer, widths: number[], index: number[], base: number): XrefRun[] {
  const [w0, w1, w2] = widths as [number, number, number];
  const width = widths.reduce((sum, w) => sum + w, 0);
  if (width === 0) throw new PdfStructureError('/W không hợp lệ');
  const field = (at: number, bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + data[at + i]!;
    return value;
  };
  const runs: XrefRun[] = [];
  let row = 0;
  for (let i = 0; i + 1 < index.length; i += 2) {
    const first = index[i]!;
    const count = index[i + 1]!;
    const from = row;
    row += count;
    if (first + count > MAX_OBJECT_NUMBER + 1) throw new PdfLimitError('số hiệu đối tượng quá lớn');
    if (row * width > data.length) throw new PdfStructureError('luồng tham chiếu bị cắt');
    runs.push({
      first,
      count,
      entry(n) {
        const at = (from + n) * width;
        const type = w0 === 0 ? 1 : field(at, w0);
        const second = field(at + w0, w1);
        const third = field(at + w0 + w1, w2);
        if (type === 1) return { kind: 'offset', offset: second + base, gen: third };
        if (type === 2) return { kind: 'compressed', stream: second, index: third };
        return { kind: 'free', gen: third };
      },
    });
  }
  return runs;
}

function numbers(object: PdfObject | undefined): number[] {
  if (!Array.isArray(object)) throw new PdfStructureError('luồng tham chiếu thiếu mục');
  return object.map((item) => {
    if (typeof item !== 'number' || !Number.isInteger(item) || item < 0) {
      throw new PdfStructureError('luồng tham chiếu có số không hợp lệ');
    }
    return item;
  });
}

/** What this section alone says of an object. In a hybrid, what the table hides the stream shows (7.5.8.4). */
export function sectionEntry(section: XrefSection, num: number): XrefEntry | undefined {
  const run = runOf(section, num);
  const found = run?.entry(num - run.first);
  if (section.hybrid && found?.kind !== 'offset') return sectionEntry(section.hybrid, num) ?? found;
  return found;
}

const FEW = 16;
const MAX_INDEXED = 2_000_000;
const indexes = new WeakMap<XrefSection, Map<number, XrefRun>>();

/** The first run that has the number. Tables cut into many runs are indexed once. */
function runOf(section: XrefSection, num: number): XrefRun | undefined {
  if (section.runs.length <= FEW) {
    return section.runs.find((run) => num >= run.first && num < run.first + run.count);
  }
  let index = indexes.get(section);
  if (!index) {
    index = new Map();
    for (const run of section.runs.toReversed()) {
      if (index.size + run.count > MAX_INDEXED) throw new PdfLimitError('bảng tham chiếu quá nhiều mục');
      for (let i = 0; i < run.count; i++) index.set(run.first + i, run);
    }
    indexes.set(section, index);
  }
  return index.get(num);
}

/** Every object number that this section speaks of. */
export function* sectionNumbers(section: XrefSection): Generator<number> {
  for (const run of section.runs) for (let i = 0; i < run.count; i++) yield run.first + i;
  if (section.hybrid) yield* sectionNumbers(section.hybrid);
}
