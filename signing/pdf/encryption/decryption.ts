/** Undoes the encryption of strings and streams (ISO 32000-1, 7.6) in a file that opens without a password. */
import { createDecipheriv, createHash } from 'node:crypto';
import { EncryptedPdfError, PdfStructureError } from '../errors.ts';
import {
  isDict,
  isName,
  isStream,
  isString,
  type PdfDict,
  type PdfObject,
  type PdfStream,
} from '../objects.ts';
import { fileKey } from './fileKey.ts';
import { rc4 } from './rc4.ts';

type Method = 'none' | 'rc4' | 'aes-128' | 'aes-256';

/** An indirect object as it stands in the file, to what it says. */
export type Decryption = (object: PdfObject, num: number, gen: number) => PdfObject;

/** @throws EncryptedPdfError for what cannot be opened without a password */
export function decryption(encrypt: PdfDict, id: Buffer): Decryption {
  const key = fileKey(encrypt, id);
  const methods = methodsOf(encrypt);
  return (object, num, gen) => {
    const undo = (method: Method, bytes: Buffer) => decryptBytes(method, key, num, gen, bytes);
    const strings = (value: PdfObject): PdfObject =>
      mapStrings(value, (bytes) => undo(methods.strings, bytes));
    if (!isStream(object)) return strings(object);
    const method = methods.ofStream(object);
    const dict = strings(object.dict);
    return isDict(dict) ? { ...object, dict, raw: undo(method, object.raw) } : object;
  };
}

interface Methods {
  strings: Method;
  ofStream(stream: PdfStream): Method;
}

/** By `/V`: one way for all, or crypt filters (7.6.5). */
function methodsOf(encrypt: PdfDict): Methods {
  const version = encrypt.entries.get('V');
  const filters = version === 4 || version === 5;
  if (!filters && version !== 1 && version !== 2) throw new EncryptedPdfError();
  const named = (name: PdfObject | undefined): Method => {
    if (!isName(name ?? null) || (name as { value: string }).value === 'Identity') return 'none';
    return methodOf(encrypt, (name as { value: string }).value);
  };
  const streams = filters ? named(encrypt.entries.get('StmF')) : 'rc4';
  return {
    strings: filters ? named(encrypt.entries.get('StrF')) : 'rc4',
    ofStream({ dict: { entries } }) {
      const type = entries.get('Type');
      const kind = isName(type) ? type.value : '';
      if (kind === 'XRef') return 'none';
      if (!filters) return streams;
      if (kind === 'Metadata' && encrypt.entries.get('EncryptMetadata') === false) return 'none';
      const own = cryptFilterOf(entries);
      return own === undefined ? streams : named(own);
    },
  };
}

function methodOf(encrypt: PdfDict, name: string): Method {
  const all = encrypt.entries.get('CF');
  const filter = isDict(all) ? all.entries.get(name) : undefined;
  const method = isDict(filter) ? filter.entries.get('CFM') : undefined;
  const version = encrypt.entries.get('V');
  if (isName(method)) {
    if (version === 4 && method.value === 'V2') return 'rc4';
    if (version === 4 && method.value === 'AESV2') return 'aes-128';
    if (version === 5 && method.value === 'AESV3') return 'aes-256';
  }
  throw new EncryptedPdfError();
}

/** A stream may name its own crypt filter as its first filter (7.4.10). */
function cryptFilterOf(entries: PdfDict['entries']): PdfObject | undefined {
  const first = (value: PdfObject | undefined) => (Array.isArray(value) ? value[0] : value);
  const filter = first(entries.get('Filter'));
  if (!isName(filter) || filter.value !== 'Crypt') return undefined;
  const parameters = first(entries.get('DecodeParms'));
  return (isDict(parameters) && parameters.entries.get('Name')) || null;
}

/** Algorithm 1 of ISO 32000-1, 7.6.2, and 1.A of ISO 32000-2. */
function decryptBytes(method: Method, key: Buffer, num: number, gen: number, bytes: Buffer): Buffer {
  if (method === 'none') return bytes;
  if (method === 'aes-256') return aes('aes-256-cbc', key, bytes);
  const salt = Buffer.from([num, num >> 8, num >> 16, gen, gen >> 8]);
  const hash = createHash('md5').update(key).update(salt);
  if (method === 'aes-128') hash.update('sAlT');
  const own = hash.digest().subarray(0, Math.min(key.length + 5, 16));
  return method === 'rc4' ? rc4(own, bytes) : aes('aes-128-cbc', own, bytes);
}

/** The first block is the initialisation vector. */
function aes(cipher: string, key: Buffer, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  try {
    const decipher = createDecipheriv(cipher, key, bytes.subarray(0, 16));
    return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
  } catch {
    throw new PdfStructureError('dữ liệu mã hóa hỏng');
  }
}

/** The value of a signature is not encrypted: it could not be written after the rest (7.6.1). */
function mapStrings(object: PdfObject, map: (bytes: Buffer) => Buffer): PdfObject {
  if (isString(object)) return { ...object, bytes: map(object.bytes) };
  if (Array.isArray(object)) return object.map((item) => mapStrings(item, map));
  if (!isDict(object)) return object;
  const isSignature = object.entries.has('ByteRange');
  const entries = [...object.entries].map(
    ([key, value]) => [key, isSignature && key === 'Contents' ? value : mapStrings(value, map)] as const,
  );
  return { ...object, entries: new Map(entries) };
}
