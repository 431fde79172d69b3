/** Undoes stream filters (ISO 32000-1, 7.4), with a bound on what comes out. */
import { constants, inflateSync } from 'node:zlib';
import { PdfLimitError, PdfStructureError } from './errors.ts';
import { isDict, isName, type PdfDict, type PdfObject, type PdfStream } from './objects.ts';

type Resolve = (object: PdfObject | undefined) => PdfObject;

/** @throws PdfLimitError when more than `maxBytes` come out, PdfStructureError for bad or unknown filters */
export function decodeStream(stream: PdfStream, maxBytes: number, resolve: Resolve): Buffer {
  const { entries } = stream.dict;
  const filters = asList(resolve(entries.get('Filter') ?? entries.get('F')));
  const parameters = asList(resolve(entries.get('DecodeParms') ?? entries.get('DP')));
  if (filters.length > 8) throw new PdfLimitError('quá nhiều bộ lọc');
  let bytes: Buffer = stream.raw;
  filters.forEach((item, index) => {
    const filter = resolve(item);
    const options = resolve(parameters[index] ?? null);
    if (!isName(filter)) throw new PdfStructureError('bộ lọc không đúng kiểu');
    bytes = applyFilter(filter.value, bytes, isDict(options) ? options : undefined, maxBytes);
  });
  return bytes;
}

const asList = (object: PdfObject): PdfObject[] =>
  object === null ? [] : Array.isArray(object) ? object : [object];

function applyFilter(filter: string, bytes: Buffer, options: PdfDict | undefined, maxBytes: number): Buffer {
  switch (filter) {
    case 'FlateDecode':
    case 'Fl':
      return unpredict(inflate(bytes, maxBytes), options);
    case 'Crypt':
      // Undone already as the object was read, or Identity (7.4.10).
      return bytes;
    case 'ASCIIHexDecode':
    case 'AHx':
      return asciiHex(bytes);
    case 'ASCII85Decode':
    case 'A85':
      return ascii85(bytes, maxBytes);
    default:
      throw new PdfStructureError(`bộ lọc «${filter.slice(0, 40)}» không hỗ trợ`);
  }
}

function inflate(bytes: Buffer, maxBytes: number): Buffer {
  try {
    // Some producers leave the checksum out: what could be read is what there is.
    return inflateSync(bytes, { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new PdfLimitError('dữ liệu nén bung ra quá lớn');
    }
    throw new PdfStructureError('dữ liệu nén hỏng');
  }
}

const number = (options: PdfDict, key: string, fallback: number): number => {
  const value = options.entries.get(key);
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : fallback;
};

/** Predictors of 7.4.4.4 for whole-byte samples; PNG's five row filters and TIFF's. */
function unpredict(bytes: Buffer, options: PdfDict | undefined): Buffer {
  const predictor = options ? number(options, 'Predictor', 1) : 1;
  if (!options || predictor === 1) return bytes;
  const bits = number(options, 'BitsPerComponent', 8) * number(options, 'Colors', 1);
  const pixel = Math.max(1, bits >> 3);
  const row = (bits * number(options, 'Columns', 1) + 7) >> 3;
  if (predictor < 10) throw new PdfStructureError(`bộ dự đoán ${predictor} không hỗ trợ`);
  const rows = Math.floor(bytes.length / (row + 1));
  const out = Buffer.alloc(rows * row);
  for (let r = 0; r < rows; r++) unfilterRow(bytes, out, r, row, pixel);
  return out;
}

function unfilterRow(bytes: Buffer, out: Buffer, r: number, row: number, pixel: number): void {
  const kind = bytes[r * (row + 1)]!;
  const from = r * (row + 1) + 1;
  const to = r * row;
  for (let i = 0; i < row; i++) {
    const left = i >= pixel ? out[to + i - pixel]! : 0;
    const up = r > 0 ? out[to + i - row]! : 0;
    const corner = r > 0 && i >= pixel ? out[to + i - row - pixel]! : 0;
    out[to + i] = bytes[from + i]! + predicted(kind, left, up, corner);
  }
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  if (kind !== 4) throw new PdfStructureError('hàng dự đoán PNG không hợp lệ');
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Readers disagree on what stands among the digits and belongs to none. */
function asciiHex(bytes: Buffer): Buffer {
  const digits = bytes
    .toString('latin1')
    .replace(/>.*$/s, '')
    .replace(/[\s\0]+/g, '');
  if (/[^0-9A-Fa-f]/.test(digits)) throw new PdfStructureError('dữ liệu ASCIIHex hỏng');
  return Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex');
}

function ascii85(bytes: Buffer, maxBytes: number): Buffer {
  const text = bytes
    .toString('latin1')
    .replace(/~>.*$/s, '')
    .replace(/[\s\0]+/g, '');
  if (/[^!-uz]/.test(text)) throw new PdfStructureError('dữ liệu ASCII85 hỏng');
  const out: number[] = [];
  for (let at = 0; at < text.length; ) {
    if (out.length > maxBytes) throw new PdfLimitError('dữ liệu nén bung ra quá lớn');
    if (text[at] === 'z') {
      out.push(0, 0, 0, 0);
      at++;
      continue;
    }
    const group = text.slice(at, at + 5);
    let value = 0;
    for (const c of group.padEnd(5, 'u')) value = value * 85 + (c.charCodeAt(0) - 33);
    if (value > 0xffffffff || group.length === 1 || group.includes('z'))
      throw new PdfStructureError('dữ liệu ASCII85 hỏng');
    const four = [(value / 0x1000000) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
    out.push(...four.slice(0, group.length - 1));
    at += 5;
  }
  return Buffer.from(out);
}
