/** Reads and writes PNG (ISO/IEC 15948): as much as signature images and seals need. */
import { deflateSync, inflateSync } from 'node:zlib';

/** Samples of 8 bits: three a pixel for colour, one for opacity when the image has any transparency. */
export interface Bitmap {
  width: number;
  height: number;
  rgb: Buffer;
  alpha?: Buffer;
}

export class ImageFormatError extends Error {
  readonly code = 'IMAGE_FORMAT';
  constructor(detail: string) {
    super(`Ảnh chữ ký không dùng được: ${detail}.`);
    this.name = 'ImageFormatError';
  }
}

const MAGIC = Buffer.from('89504e470d0a1a0a', 'hex');
const MAX_SIDE = 4096;
const channelsOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** @throws ImageFormatError for what is not a PNG of 8 bits a sample without interlace, at most 4096 pixels a side */
export function readPng(bytes: Uint8Array): Bitmap {
  const chunks = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const header = chunks.find((chunk) => chunk.type === 'IHDR')?.data;
  if (header?.length !== 13) throw new ImageFormatError('thiếu phần đầu');
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const channels = channelsOf[header[9]!];
  if (!width || !height || width > MAX_SIDE || height > MAX_SIDE)
    throw new ImageFormatError('kích thước quá lớn');
  if (header[8] !== 8 || !channels || header[12] !== 0)
    throw new ImageFormatError('cần PNG 8 bit, không đan xen');
  const packed = Buffer.concat(chunks.filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data));
  const stride = width * channels;
  const samples = unfilter(inflate(packed, (stride + 1) * height), stride, height, channels);
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  return toBitmap(samples, width, height, channels, header[9]!, find('PLTE'), find('tRNS'));
}

function readChunks(bytes: Buffer): { type: string; data: Buffer }[] {
  if (!bytes.subarray(0, 8).equals(MAGIC)) throw new ImageFormatError('không phải PNG');
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) break;
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
    if (type === 'IEND') return chunks;
  }
  throw new ImageFormatError('tệp bị cắt cụt');
}

function inflate(packed: Buffer, size: number): Buffer {
  let samples: Buffer;
  try {
    samples = inflateSync(packed, { maxOutputLength: size + 64 });
  } catch {
    // zlib's own words mean nothing to a person; the named error says which file is bad.
    throw new ImageFormatError('dữ liệu nén hỏng');
  }
  if (samples.length < size) throw new ImageFormatError('thiếu dữ liệu');
  return samples;
}

/** Undoes the row filters (9.2): none, left, above, average, Paeth. */
function unfilter(data: Buffer, stride: number, height: number, channels: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]!;
    if (filter > 4) throw new ImageFormatError('bộ lọc lạ');
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? out[at - channels]! : 0;
      const above = y ? out[at - stride]! : 0;
      const corner = x >= channels && y ? out[at - stride - channels]! : 0;
      out[at] = data[y * (stride + 1) + 1 + x]! + predict(filter, left, above, corner);
    }
  }
  return out;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const p = left + above - corner;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - above), Math.abs(p - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

function toBitmap(
  samples: Buffer,
  width: number,
  height: number,
  channels: number,
  colour: number,
  palette: Buffer | undefined,
  transparency: Buffer | undefined,
): Bitmap {
  const pixels = width * height;
  const rgb = Buffer.alloc(pixels * 3);
  const alpha = Buffer.alloc(pixels, 255);
  for (let i = 0; i < pixels; i++) {
    const at = i * channels;
    if (colour === 3) {
      const index = samples[at]!;
      for (let c = 0; c < 3; c++) rgb[i * 3 + c] = palette?.[index * 3 + c] ?? 0;
      alpha[i] = transparency?.[index] ?? 255;
    } else {
      for (let c = 0; c < 3; c++) rgb[i * 3 + c] = samples[at + (channels < 3 ? 0 : c)]!;
      if (channels === 2 || channels === 4) alpha[i] = samples[at + channels - 1]!;
    }
  }
  return { width, height, rgb, ...(alpha.some((value) => value !== 255) ? { alpha } : {}) };
}

/** Writes a bitmap as PNG with transparency. */
export function writePng({ width, height, rgb, alpha }: Bitmap): Buffer {
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let i = 0; i < width * height; i++) {
    const at = i * 4 + Math.floor(i / width) + 1;
    rgb.copy(rows, at, i * 3, i * 3 + 3);
    rows[at + 3] = alpha?.[i] ?? 255;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    MAGIC,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** CRC-32 of PNG (annex D); node:zlib has one only from Node 20.15 on. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
