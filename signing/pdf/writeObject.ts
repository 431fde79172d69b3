/** Writes objects (ISO 32000-1, 7.3) and remembers where reserved room came to stand. */
import type { PdfDict, PdfObject, PdfReserved } from './objects.ts';

/** Offsets in what was written: of `<` and after `>`, or of `[` and after `]`. */
export interface Span {
  start: number;
  end: number;
}

export type Marks = Partial<Record<PdfReserved['name'], Span>>;

/** Gathers bytes; `length` is where the next will stand. */
export class ByteSink {
  private pending = '';
  private done = 0;
  readonly marks: Marks = {};

  /**
   * @param origin offset of the first byte in the whole file
   * @param memory where to write as long as there is room
   */
  constructor(
    readonly origin = 0,
    private memory: Buffer = NO_MEMORY,
  ) {}

  get length(): number {
    return this.origin + this.done + this.pending.length;
  }

  /** Text of single bytes (Latin-1). */
  text(value: string): this {
    this.pending += value;
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.flush(value.length);
    this.memory.set(value, at);
    return this;
  }

  /** One byte, so many times. */
  fill(byte: number, count: number): this {
    const at = this.flush(count);
    this.memory.fill(byte, at, at + count);
    return this;
  }

  /** Writes the text that waits. @returns where so many bytes more, for which there is room then, are to be written */
  private flush(more: number): number {
    const { pending, done } = this;
    const at = done + pending.length;
    this.makeRoom(at + more);
    this.memory.write(pending, done, 'latin1');
    this.pending = '';
    this.done = at + more;
    return at;
  }

  private makeRoom(bytes: number): void {
    if (bytes <= this.memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, this.memory.length * 2));
    larger.set(this.memory.subarray(0, this.done));
    this.memory = larger;
  }

  /** @returns a part of the memory that was given, when all had room there */
  take(): Buffer {
    this.flush(0);
    return this.memory.subarray(0, this.done);
  }
}

const NO_MEMORY = Buffer.alloc(0);

/** Digits for one offset in `/ByteRange`: files up to 10 GB. */
const OFFSET_DIGITS = 10;
const BYTE_RANGE_LENGTH = 1 + 4 * (OFFSET_DIGITS + 1);

/** `[0 a b c]` padded to the reserved length. */
export function byteRangeText(values: readonly [number, number, number, number]): string {
  return `[${values.join(' ')}`.padEnd(BYTE_RANGE_LENGTH - 1, ' ').concat(']');
}

export function writeObject(sink: ByteSink, object: PdfObject): void {
  if (object === null) sink.text('null');
  else if (typeof object === 'boolean') sink.text(String(object));
  else if (typeof object === 'number') sink.text(numberText(object));
  else if (Array.isArray(object)) {
    sink.text('[');
    object.forEach((item, index) => {
      if (index) sink.text(' ');
      writeObject(sink, item);
    });
    sink.text(']');
  } else if (object.kind === 'name') sink.text(nameText(object.value));
  else if (object.kind === 'ref') sink.text(`${object.num} ${object.gen} R`);
  else if (object.kind === 'dict') writeDict(sink, object);
  else if (object.kind === 'string')
    sink.text(object.hex ? `<${object.bytes.toString('hex')}>` : literal(object.bytes));
  else if (object.kind === 'reserved') writeReserved(sink, object);
  else {
    const { dict, raw } = object;
    writeDict(sink, { kind: 'dict', entries: new Map([...dict.entries, ['Length', raw.length]]) });
    sink.text('\nstream\n').bytes(raw).text('\nendstream');
  }
}

function writeDict(sink: ByteSink, dict: PdfDict): void {
  sink.text('<<');
  for (const [key, value] of dict.entries) {
    sink.text(`${nameText(key)} `);
    writeObject(sink, value);
    sink.text('\n');
  }
  sink.text('>>');
}

function writeReserved(sink: ByteSink, object: PdfReserved): void {
  const start = sink.length;
  if (object.name === 'byteRange') sink.text('['.padEnd(BYTE_RANGE_LENGTH - 1, '0 ').concat(']'));
  else
    sink
      .text('<')
      .fill(0x30, (object.bytes ?? 0) * 2)
      .text('>');
  sink.marks[object.name] = { start, end: sink.length };
}

/** As exact as it was read: a rewritten page must not differ from the one that somebody signed. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('the reader lets no such number through');
  const text = String(value);
  if (!text.includes('e')) return text;
  // 7.3.3 knows no exponents.
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/\.?0+$/, '') || '0';
}

const SPECIAL_IN_NAME = /[^!-~]|[#()<>[\]{}/%]/;

function nameText(value: string): string {
  if (!SPECIAL_IN_NAME.test(value)) return `/${value}`;
  return `/${value.replace(
    new RegExp(SPECIAL_IN_NAME, 'g'),
    (c) => `#${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )}`;
}

function literal(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (!/[\\()\r\n]/.test(text)) return `(${text})`;
  return `(${text
    .replace(/[\\()]/g, '\\$&')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')})`;
}
