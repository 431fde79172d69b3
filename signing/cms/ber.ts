/** BER as older programs write it, with indefinite lengths and strings in pieces, brought to DER's form. */
import { DerError, der } from './der.ts';

const MAX_DEPTH = 64;

/** Rewrites one BER value with definite lengths and whole strings (X.690, 8.1.3.6 and 8.7.3). */
export function berToDer(bytes: Uint8Array): Buffer {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readValue(input, 0, 0).der;
}

interface Value {
  tag: number;
  der: Buffer;
  content: Buffer;
  end: number;
}

const isString = (tag: number): boolean => tag === 0x24 || tag === 0x23 || tag === 0x2c;

function readValue(input: Buffer, offset: number, depth: number): Value {
  if (depth > MAX_DEPTH) throw new DerError('lồng quá sâu');
  const tag = input[offset];
  const first = input[offset + 1];
  if (tag === undefined || first === undefined) throw new DerError('hết dữ liệu');
  let start = offset + 2;
  let end = -1;
  if (first < 0x80) {
    end = start + first;
  } else if (first > 0x80) {
    const count = first & 0x7f;
    if (count > 4 || start + count > input.length) throw new DerError('độ dài không đọc được');
    end = start + count + input.readUIntBE(start, count);
    start += count;
  } else if (!(tag & 0x20)) {
    throw new DerError('độ dài không xác định trong giá trị đơn');
  }
  if (end > input.length) throw new DerError('độ dài vượt quá dữ liệu');
  if (!(tag & 0x20)) return make(tag, input.subarray(start, end), end);
  return readConstructed(input, tag, start, end, depth);
}

function readConstructed(input: Buffer, tag: number, start: number, end: number, depth: number): Value {
  const members: Value[] = [];
  let at = start;
  while (end === -1 ? !(input[at] === 0 && input[at + 1] === 0) : at < end) {
    const member = readValue(input, at, depth + 1);
    members.push(member);
    at = member.end;
  }
  const after = end === -1 ? at + 2 : end;
  // A constructed string is the joined content of its pieces.
  const pieces = isString(tag) || (tag === 0xa0 && members.length > 1 && members.every((m) => m.tag === 4));
  if (!pieces) return make(tag, Buffer.concat(members.map((member) => member.der)), after);
  return make(tag === 0xa0 ? 0x80 : tag & ~0x20, Buffer.concat(members.map((m) => m.content)), after);
}

const make = (tag: number, content: Buffer, end: number): Value => ({
  tag,
  content,
  end,
  der: der(tag, content),
});
