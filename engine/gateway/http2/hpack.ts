// Header blocks (RFC 7541). Reading keeps the dynamic table that the peer builds; writing uses none of its own.
import { COMPRESSION_ERROR, ConnectionError, ENHANCE_YOUR_CALM } from './frames.ts';
import { DEFAULT_TABLE_SIZE, type HeaderField, HeaderTable, sizeOf } from './headerTable.ts';
import { decodeHuffman } from './huffman.ts';

/** All fields of one block, as SETTINGS_MAX_HEADER_LIST_SIZE counts them. */
export const MAX_HEADER_LIST = 32 * 1024;
const MAX_INTEGER_BYTES = 5;

export class HeaderDecoder {
  private readonly table = new HeaderTable();
  private block: Uint8Array = new Uint8Array();
  private at = 0;

  /** Grows when a block has changed what later blocks mean. */
  get version(): number {
    return this.table.version;
  }

  /** @throws ConnectionError COMPRESSION_ERROR: what follows could not be read either */
  decode(block: Uint8Array): HeaderField[] {
    this.block = block;
    this.at = 0;
    const fields: HeaderField[] = [];
    let size = 0;
    while (this.at < block.length) {
      const first = block[this.at]!;
      if ((first & 0xe0) === 0x20) {
        if (fields.length > 0) fail('a table size update after a field');
        const limit = this.integer(5);
        if (limit > DEFAULT_TABLE_SIZE) fail('a table larger than allowed');
        this.table.resize(limit);
        continue;
      }
      const field = this.field(first);
      size += sizeOf(field);
      if (size > MAX_HEADER_LIST) throw new ConnectionError(ENHANCE_YOUR_CALM, 'too many headers');
      fields.push(field);
    }
    return fields;
  }

  private field(first: number): HeaderField {
    if (first & 0x80) return this.table.get(this.integer(7)) ?? fail('no such entry');
    const indexing = (first & 0x40) !== 0;
    const index = this.integer(indexing ? 6 : 4);
    const name = index === 0 ? this.text() : (this.table.get(index)?.[0] ?? fail('no such entry'));
    const field = [name, this.text()] as const;
    if (indexing) this.table.add(field);
    return field;
  }

  /** An integer whose first bits share a byte with something else (5.1). */
  private integer(bits: number): number {
    const most = (1 << bits) - 1;
    let value = this.byte() & most;
    if (value < most) return value;
    for (let read = 0, factor = 1; read < MAX_INTEGER_BYTES; read++, factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return fail('an integer too large');
  }

  private text(): string {
    const huffman = this.at < this.block.length && this.block[this.at]! >= 0x80;
    const length = this.integer(7);
    const end = this.at + length;
    if (end > this.block.length) fail('a text beyond the block');
    const bytes = this.block.subarray(this.at, end);
    this.at = end;
    if (huffman) return decodeHuffman(bytes) ?? fail('no Huffman code');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  }

  private byte(): number {
    if (this.at >= this.block.length) fail('a block that is cut off');
    return this.block[this.at++]!;
  }
}

function fail(what: string): never {
  throw new ConnectionError(COMPRESSION_ERROR, `Header block with ${what}`);
}

/** A header block of literals that neither side remembers (6.2.2); names are lower case, values latin1. */
export function encodeHeaders(fields: readonly HeaderField[]): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of fields) {
    parts.push(Buffer.of(0), length(name.length), Buffer.from(name, 'latin1'));
    parts.push(length(value.length), Buffer.from(value, 'latin1'));
  }
  return Buffer.concat(parts);
}

/** The length of a text without Huffman code: a 7-bit prefix integer (5.1, 5.2). */
function length(value: number): Buffer {
  const most = 0x7f;
  if (value < most) return Buffer.of(value);
  const bytes = [most];
  let rest = value - most;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
