/** PDF objects (ISO 32000-1, 7.3) as plain data. Arrays are arrays; null, booleans and numbers themselves. */

export interface PdfName {
  kind: 'name';
  value: string;
}

/** `start` and `end` are offsets of the token with its brackets, in the buffer that it was read from. */
export interface PdfString {
  kind: 'string';
  bytes: Buffer;
  hex: boolean;
  start: number;
  end: number;
}

export interface PdfRef {
  kind: 'ref';
  num: number;
  gen: number;
}

export interface PdfDict {
  kind: 'dict';
  entries: Map<string, PdfObject>;
  /** What stood under a key before it stood there again: readers disagree on which one counts. */
  repeated?: { key: string; value: PdfObject }[];
}

export interface PdfStream {
  kind: 'stream';
  dict: PdfDict;
  /** As it stands in the file, filters not undone. */
  raw: Buffer;
  /** `/Length` did not lead to `endstream`. */
  wrongLength?: boolean;
}

/** Room that a writer fills later: `/Contents` (its length in bytes) or `/ByteRange`. */
export interface PdfReserved {
  kind: 'reserved';
  name: 'contents' | 'byteRange';
  bytes?: number;
}

export type PdfObject =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfRef
  | PdfDict
  | PdfStream
  | PdfReserved
  | PdfObject[];

const names = new Map<string, PdfName>();

export function name(value: string): PdfName {
  const known = names.get(value);
  if (known) return known;
  const made: PdfName = { kind: 'name', value };
  if (names.size < 4096) names.set(value, made);
  return made;
}

export const ref = (num: number, gen = 0): PdfRef => ({ kind: 'ref', num, gen });

export function dict(values: Record<string, PdfObject | undefined> = {}): PdfDict {
  const entries = new Map<string, PdfObject>();
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value !== undefined) entries.set(key, value);
  }
  return { kind: 'dict', entries };
}

export const stream = (entries: PdfDict, raw: Uint8Array): PdfStream => ({
  kind: 'stream',
  dict: entries,
  raw: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
});

export const bytesString = (bytes: Uint8Array, hex = false): PdfString => ({
  kind: 'string',
  bytes: Buffer.from(bytes),
  hex,
  start: -1,
  end: -1,
});

/** A text string (7.9.2.2): plain when ASCII, else UTF-16BE with its mark. */
export function text(value: string): PdfString {
  const plain = /^[\x20-\x7e\r\n\t]*$/.test(value);
  const bytes = plain ? Buffer.from(value, 'latin1') : Buffer.from(`\ufeff${value}`, 'utf16le').swap16();
  return { kind: 'string', bytes, hex: !plain, start: -1, end: -1 };
}

type Kinded = Exclude<PdfObject, null | boolean | number | PdfObject[]>;
const kindOf = (object: PdfObject | undefined): Kinded['kind'] | undefined =>
  typeof object === 'object' && object !== null && !Array.isArray(object) ? object.kind : undefined;

export const isName = (o: PdfObject | undefined): o is PdfName => kindOf(o) === 'name';
export const isString = (o: PdfObject | undefined): o is PdfString => kindOf(o) === 'string';
export const isRef = (o: PdfObject | undefined): o is PdfRef => kindOf(o) === 'ref';
export const isDict = (o: PdfObject | undefined): o is PdfDict => kindOf(o) === 'dict';
export const isStream = (o: PdfObject | undefined): o is PdfStream => kindOf(o) === 'stream';

/** A text string to JavaScript: UTF-16BE or UTF-8 by its mark, else Latin-1 for PDFDocEncoding's common part. */
export function textOf(value: PdfString): string {
  const { bytes } = value;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
  return bytes.toString('latin1');
}
