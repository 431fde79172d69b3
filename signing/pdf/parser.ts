/** Reads objects from bytes (ISO 32000-1, 7.2 and 7.3). Bounded in depth; never reads past its end. */
import { PdfLimitError, PdfStructureError } from './errors.ts';
import { name, type PdfDict, type PdfObject, type PdfString } from './objects.ts';

const MAX_DEPTH = 100;
const MAX_ITEMS = 2_000_000;

// Character classes: 1 white space, 2 delimiter, 0 regular.
const classes = new Uint8Array(256);
for (const c of [0, 9, 10, 12, 13, 32]) classes[c] = 1;
for (const c of '()<>[]{}/%') classes[c.charCodeAt(0)] = 2;

export const isWhite = (byte: number | undefined): boolean => byte !== undefined && classes[byte] === 1;
const isRegular = (byte: number | undefined): boolean => byte !== undefined && classes[byte] === 0;

const hexDigit = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};

const escapes: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/** A place in a buffer that moves as things are read. */
export class Parser {
  pos: number;
  readonly end: number;
  private items = 0;

  constructor(
    readonly bytes: Buffer,
    start = 0,
    end = bytes.length,
  ) {
    this.pos = start;
    this.end = Math.min(end, bytes.length);
  }

  skipSpace(): void {
    const { bytes, end } = this;
    while (this.pos < end) {
      const byte = bytes[this.pos]!;
      if (byte === 0x25) {
        while (this.pos < end && bytes[this.pos] !== 10 && bytes[this.pos] !== 13) this.pos++;
      } else if (classes[byte] === 1) this.pos++;
      else return;
    }
  }

  /** Takes a keyword when it stands here as a whole word. */
  accept(word: string): boolean {
    this.skipSpace();
    const after = this.pos + word.length;
    if (after > this.end) return false;
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.pos + i] !== word.charCodeAt(i)) return false;
    }
    if (after < this.end && isRegular(this.bytes[after])) return false;
    this.pos = after;
    return true;
  }

  expect(word: string): void {
    if (!this.accept(word)) throw new PdfStructureError(`thiếu «${word}»`, this.pos);
  }

  /** A non-negative integer, or undefined with the place unmoved. */
  unsigned(): number | undefined {
    this.skipSpace();
    let at = this.pos;
    let value = 0;
    for (; at < this.end; at++) {
      const digit = this.bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const length = at - this.pos;
    if (length === 0 || length > 15 || (at < this.end && isRegular(this.bytes[at]))) return undefined;
    this.pos = at;
    return value;
  }

  object(depth = 0): PdfObject {
    if (depth > MAX_DEPTH) throw new PdfLimitError('đối tượng lồng quá sâu');
    if (++this.items > MAX_ITEMS) throw new PdfLimitError('đối tượng có quá nhiều phần tử');
    this.skipSpace();
    const byte = this.bytes[this.pos];
    if (byte === undefined || this.pos >= this.end) throw new PdfStructureError('hết dữ liệu', this.pos);
    switch (byte) {
      case 0x2f:
        return name(this.nameText());
      case 0x28:
        return this.literalString();
      case 0x3c:
        return this.bytes[this.pos + 1] === 0x3c ? this.dictionary(depth) : this.hexString();
      case 0x5b:
        return this.array(depth);
    }
    if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e) {
      return this.numberOrRef();
    }
    if (this.accept('true')) return true;
    if (this.accept('false')) return false;
    if (this.accept('null')) return null;
    throw new PdfStructureError('đối tượng không đọc được', this.pos);
  }

  private numberOrRef(): PdfObject {
    const first = this.unsigned();
    if (first === undefined) return this.number();
    const after = this.pos;
    const gen = this.unsigned();
    if (gen !== undefined && this.accept('R')) return { kind: 'ref', num: first, gen };
    this.pos = after;
    return first;
  }

  private number(): number {
    const start = this.pos;
    while (this.pos < this.end && isRegular(this.bytes[this.pos])) this.pos++;
    const token = this.bytes.toString('latin1', start, this.pos);
    // «--5» and «5-3» are written by old producers; nobody agrees on them.
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(token))
      throw new PdfStructureError(`số «${token.slice(0, 20)}»`, start);
    const value = Number(token);
    if (!Number.isFinite(value)) throw new PdfStructureError('số quá lớn', start);
    return value;
  }

  private nameText(): string {
    let at = ++this.pos;
    let escaped = false;
    for (; at < this.end && isRegular(this.bytes[at]); at++) if (this.bytes[at] === 0x23) escaped = true;
    const raw = this.bytes.toString('latin1', this.pos, at);
    this.pos = at;
    if (!escaped) return raw;
    return raw.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }

  private hexString(): PdfString {
    const start = this.pos;
    const close = this.bytes.indexOf(0x3e, start);
    if (close < 0 || close >= this.end) throw new PdfStructureError('chuỗi hex không đóng', start);
    this.pos = close + 1;
    // Signature contents are long and clean: the native decoder takes them whole.
    let bytes = Buffer.from(this.bytes.toString('latin1', start + 1, close), 'hex');
    if (bytes.length * 2 !== close - start - 1) bytes = this.looseHex(start + 1, close);
    return { kind: 'string', bytes, hex: true, start, end: this.pos };
  }

  private looseHex(start: number, close: number): Buffer<ArrayBuffer> {
    const digits: number[] = [];
    for (let at = start; at < close; at++) {
      const digit = hexDigit(this.bytes[at]);
      if (digit >= 0) digits.push(digit);
      else if (!isWhite(this.bytes[at])) throw new PdfStructureError('chuỗi hex có ký tự lạ', at);
    }
    if (digits.length % 2) digits.push(0);
    return Buffer.from(
      Array.from({ length: digits.length / 2 }, (_, i) => digits[2 * i]! * 16 + digits[2 * i + 1]!),
    );
  }

  private literalString(): PdfString {
    const start = this.pos++;
    const out: number[] = [];
    let depth = 1;
    while (this.pos < this.end) {
      const byte = this.bytes[this.pos++]!;
      if (byte === 0x5c) this.escape(out);
      else if (byte === 0x28) {
        depth++;
        out.push(byte);
      } else if (byte === 0x29) {
        if (--depth === 0)
          return { kind: 'string', bytes: Buffer.from(out), hex: false, start, end: this.pos };
        out.push(byte);
      } else if (byte === 13) {
        // 7.3.4.2: an end of line within a string reads as one line feed.
        if (this.bytes[this.pos] === 10) this.pos++;
        out.push(10);
      } else out.push(byte);
    }
    throw new PdfStructureError('chuỗi không đóng', start);
  }

  private escape(out: number[]): void {
    const byte = this.bytes[this.pos++] ?? 0;
    const simple = escapes[String.fromCharCode(byte)];
    if (simple !== undefined) out.push(simple);
    else if (byte === 13) {
      if (this.bytes[this.pos] === 10) this.pos++;
    } else if (byte === 10) return;
    else if (byte >= 0x30 && byte <= 0x37) {
      let value = byte - 0x30;
      for (let i = 0; i < 2; i++) {
        const digit = (this.bytes[this.pos] ?? 0) - 0x30;
        if (digit < 0 || digit > 7) break;
        value = value * 8 + digit;
        this.pos++;
      }
      out.push(value & 0xff);
    } else out.push(byte);
  }

  private array(depth: number): PdfObject[] {
    this.pos++;
    const items: PdfObject[] = [];
    for (;;) {
      this.skipSpace();
      if (this.bytes[this.pos] === 0x5d && this.pos < this.end) {
        this.pos++;
        return items;
      }
      items.push(this.object(depth + 1));
    }
  }

  private dictionary(depth: number): PdfDict {
    this.pos += 2;
    const read: PdfDict = { kind: 'dict', entries: new Map() };
    for (;;) {
      this.skipSpace();
      const byte = this.bytes[this.pos];
      if (byte === 0x3e && this.bytes[this.pos + 1] === 0x3e && this.pos + 1 < this.end) {
        this.pos += 2;
        return read;
      }
      if (byte !== 0x2f || this.pos >= this.end) throw new PdfStructureError('từ điển hỏng', this.pos);
      const key = this.nameText();
      const value = this.object(depth + 1);
      const earlier = read.entries.get(key);
      if (earlier !== undefined) {
        read.repeated ??= [];
        read.repeated.push({ key, value: earlier });
      }
      read.entries.set(key, value);
    }
  }
}
