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
  private readonly parts: Uint8Array[] = [];
  private pending = '';
  private done = 0;
  readonly marks: Marks = {};

  /** @param origin offset of the first byte in the whole file */
  constructor(readonly origin = 0) {}

  get length(): number {
    return this.origin + this.done + this.pending.length;
  }

  /** Text of single bytes (Latin-1). */
  text(value: string): this {
    this.pending += value;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.flush();
    this.parts.push(value);
    this.done += value.length;
    return this;
  }

  private flush(): void {
    if (!this.pending) return;
    const part = Buffer.from(this.pending, 'latin1');
    this.parts.push(part);
    this.done += part.length;
    this.pending = '';
  }

  take(): Buffer {
    this.flush();
    return Buffer.concat(this.parts);
  }
}

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
      .bytes(Buffer.alloc((object.bytes ?? 0) * 2, 0x30))
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

const nameText = (value: string): string =>
  `/${value.replace(/[^!-~]|[#()<>[\]{}/%]/g, (c) => `#${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;

const literal = (bytes: Buffer): string =>
  `(${bytes
    .toString('latin1')
    .replace(/[\\()]/g, '\\$&')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')})`;
