import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
/** Formats that are ZIP files themselves and are meant to stay so. */
const ZIP_FORMATS = /\.(zip|docx|docm|dotx|xlsx|xlsm|pptx|odt|ods|odp|epub|jar|asice|kmz)$/i;

/**
 * Some senders zip an attachment before base64 under its own name. Gives the file inside when the bytes are a ZIP of
 * exactly one file and the name is not that of a ZIP format; else the bytes as they are.
 * @throws {RangeError} when the file inside is larger than `maxBytes`
 */
export function unzipSingle(bytes: Buffer, name: string, maxBytes: number): Buffer {
  if (ZIP_FORMATS.test(name) || bytes.length < 30 || bytes.readUInt32LE(0) !== LOCAL_ENTRY) return bytes;
  const entry = onlyEntry(bytes);
  if (!entry) return bytes;
  const { method, packedSize, size, offset } = entry;
  if (size > maxBytes) throw new RangeError('too large');
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL_ENTRY) return bytes;
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const packed = bytes.subarray(start, start + packedSize);
  if (method === 0) return packed;
  if (method !== 8) return bytes;
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new RangeError('too large');
    return bytes; // broken inside: the receiver sees the bytes as they came
  }
}

/** The one file of the archive (APPNOTE 4.3.12, 4.3.16), or undefined when it is none, more, or encrypted. */
function onlyEntry(bytes: Buffer) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) return undefined;
  if (bytes.readUInt16LE(end + 10) !== 1) return undefined;
  const at = bytes.readUInt32LE(end + 16);
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined;
  const encrypted = (bytes.readUInt16LE(at + 8) & 1) === 1;
  if (encrypted) return undefined;
  return {
    method: bytes.readUInt16LE(at + 10),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
}
