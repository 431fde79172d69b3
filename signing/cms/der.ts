/** DER (ITU-T X.690) written and read as plain buffers: what CMS, X.509, OCSP and RFC 3161 are made of. */

/** One value read from DER. `raw` is the whole encoding, `content` what follows the length. */
export interface DerNode {
  tag: number;
  raw: Buffer;
  content: Buffer;
}

/** The bytes are not DER, or not of the expected shape. */
export class DerError extends Error {
  readonly code = 'DER_MALFORMED';
  constructor(detail: string) {
    super(`Dữ liệu ASN.1 không đọc được: ${detail}`);
    this.name = 'DerError';
  }
}

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** How many octets follow the first one of a length (X.690, 8.1.3). */
function lengthSize(length: number): number {
  if (length < 0x80) return 0;
  if (length < 0x100) return 1;
  if (length < 0x10000) return 2;
  return length < 0x1000000 ? 3 : 4;
}

export function der(tag: number, ...content: Uint8Array[]): Buffer {
  let length = 0;
  for (const part of content) length += part.length;
  const size = lengthSize(length);
  const out = Buffer.allocUnsafe(2 + size + length);
  out[0] = tag;
  if (size === 0) out[1] = length;
  else {
    out[1] = 0x80 | size;
    out.writeUIntBE(length, 2, size);
  }
  let at = 2 + size;
  for (const part of content) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const sequence = (...items: Uint8Array[]): Buffer => der(Tag.sequence, ...items);
/** SET OF, its members in DER order (X.690, 11.6). */
export const setOf = (...items: Uint8Array[]): Buffer => der(Tag.set, ...[...items].sort(Buffer.compare));
export const octetString = (bytes: Uint8Array): Buffer => der(Tag.octetString, bytes);
export const bitString = (bytes: Uint8Array, unused = 0): Buffer =>
  der(Tag.bitString, Buffer.from([unused]), bytes);
export const nullValue = (): Buffer => der(Tag.null);
export const boolean = (value: boolean): Buffer => der(Tag.boolean, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string): Buffer => der(Tag.utf8, Buffer.from(text, 'utf8'));
export const printable = (text: string): Buffer => der(Tag.printable, Buffer.from(text, 'latin1'));
export const ia5 = (text: string): Buffer => der(Tag.ia5, Buffer.from(text, 'latin1'));
export const enumerated = (value: number): Buffer => der(Tag.enumerated, Buffer.from([value]));
/** `[n] EXPLICIT`, or an IMPLICIT constructed value when the content is the inner content. */
export const context = (n: number, ...content: Uint8Array[]): Buffer => der(0xa0 | n, ...content);
/** `[n] IMPLICIT` of a primitive type. */
export const contextPrimitive = (n: number, content: Uint8Array): Buffer => der(0x80 | n, content);

/** An INTEGER from a number, or from big-endian unsigned bytes. */
export function integer(value: number | bigint | Uint8Array): Buffer {
  let bytes: Buffer;
  if (value instanceof Uint8Array) {
    bytes = Buffer.from(value);
  } else {
    if (value < 0) throw new RangeError('only non-negative integers are written');
    const hex = value.toString(16);
    bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  }
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  bytes = bytes.subarray(start);
  return bytes.length === 0 || bytes[0]! >= 0x80
    ? der(Tag.integer, Buffer.from([0]), bytes)
    : der(Tag.integer, bytes);
}

const oids = new Map<string, Buffer>();
const MAX_OIDS = 1000;

export function oid(dotted: string): Buffer {
  const known = oids.get(dotted);
  if (known) return known;
  const encoded = encodeOid(dotted);
  if (oids.size < MAX_OIDS) oids.set(dotted, encoded);
  return encoded;
}

function encodeOid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(BigInt) as [bigint, bigint, ...bigint[]];
  const octets: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) {
    const base128 = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) base128.unshift(Number(left & 0x7fn) | 0x80);
    octets.push(...base128);
  }
  return der(Tag.oid, Buffer.from(octets));
}

const digits = (date: Date): string => date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
export const generalizedTime = (date: Date): Buffer =>
  der(Tag.generalizedTime, Buffer.from(`${digits(date)}Z`, 'latin1'));
/** Time of RFC 5280 (4.1.2.5): UTCTime up to 2049, GeneralizedTime after. */
export const time = (date: Date): Buffer =>
  date.getUTCFullYear() < 2050
    ? der(Tag.utcTime, Buffer.from(`${digits(date).slice(2)}Z`, 'latin1'))
    : generalizedTime(date);

/** Reads one value at `offset`. Only definite lengths; never reads past the buffer. */
export function readDer(bytes: Uint8Array, offset = 0): DerNode {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = buffer[offset];
  let length = buffer[offset + 1];
  if (tag === undefined || length === undefined) throw new DerError('hết dữ liệu');
  if ((tag & 0x1f) === 0x1f) throw new DerError('thẻ nhiều byte');
  let start = offset + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4) throw new DerError('độ dài không xác định');
    if (start + count > buffer.length) throw new DerError('hết dữ liệu');
    length = buffer.readUIntBE(start, count);
    start += count;
  }
  const end = start + length;
  if (end > buffer.length) throw new DerError('độ dài vượt quá dữ liệu');
  return { tag, raw: buffer.subarray(offset, end), content: buffer.subarray(start, end) };
}

/** The values inside a constructed value, in order. */
export function children(node: DerNode): DerNode[] {
  const items: DerNode[] = [];
  for (let at = 0; at < node.content.length; ) {
    const item = readDer(node.content, at);
    items.push(item);
    at += item.raw.length;
  }
  return items;
}

export function expectTag(node: DerNode | undefined, tag: number): DerNode {
  if (node?.tag !== tag) throw new DerError(`cần thẻ ${tag}, gặp ${node?.tag ?? 'hết dữ liệu'}`);
  return node;
}

export function oidText(node: DerNode): string {
  expectTag(node, Tag.oid);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of node.content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const head = arcs[0] ?? 0n;
  const top = head < 80n ? head / 40n : 2n;
  return [top, head - top * 40n, ...arcs.slice(1)].join('.');
}

export function timeValue(node: DerNode): Date {
  const text = node.content.toString('latin1');
  const full = node.tag === Tag.utcTime ? (Number(text.slice(0, 2)) < 50 ? `20${text}` : `19${text}`) : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(full);
  if (!match || (node.tag !== Tag.utcTime && node.tag !== Tag.generalizedTime)) {
    throw new DerError('thời gian không đúng dạng');
  }
  const [, y, mo, d, h, mi, s, fraction] = match;
  const millis = Math.floor(Number(`0${fraction ?? ''}`) * 1000);
  return new Date(Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s), millis));
}

/** Text of any of the string types met in names. */
export function textValue(node: DerNode): string {
  if (node.tag === 0x1e) return Buffer.from(node.content).swap16().toString('utf16le');
  return node.content.toString(node.tag === Tag.utf8 ? 'utf8' : 'latin1');
}
