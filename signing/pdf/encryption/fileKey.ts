/** The key of a file that opens without a password: standard security handler, revisions 2 to 6. */
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { EncryptedPdfError } from '../errors.ts';
import { isName, isString, type PdfDict } from '../objects.ts';
import { rc4 } from './rc4.ts';

/** What fills a password up to 32 bytes; the whole of it for an empty one (7.6.3.3, algorithm 2, step a). */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/**
 * @param encrypt `/Encrypt`, its values direct
 * @param id first half of the trailer's `/ID`
 * @throws EncryptedPdfError for a password, another security handler or an unknown revision of this one
 */
export function fileKey(encrypt: PdfDict, id: Buffer): Buffer {
  const filter = encrypt.entries.get('Filter');
  const revision = encrypt.entries.get('R');
  if (!isName(filter) || filter.value !== 'Standard') throw new EncryptedPdfError();
  if (revision === 2 || revision === 3 || revision === 4) return legacyKey(encrypt, id, revision);
  if (revision === 5 || revision === 6) return aes256Key(encrypt, revision);
  throw new EncryptedPdfError();
}

export function bytesOf(encrypt: PdfDict, key: string, length: number): Buffer {
  const value = encrypt.entries.get(key);
  if (!isString(value) || value.bytes.length < length) throw new EncryptedPdfError();
  return value.bytes.subarray(0, length);
}

/** ISO 32000-1, 7.6.3.3 and 7.6.3.4: algorithm 2, checked by 4 or 5. */
function legacyKey(encrypt: PdfDict, id: Buffer, revision: 2 | 3 | 4): Buffer {
  const length = revision === 2 ? 5 : revision === 4 ? 16 : statedLength(encrypt);
  const permissions = encrypt.entries.get('P');
  const start = Buffer.alloc(4);
  start.writeInt32LE(typeof permissions === 'number' ? permissions | 0 : 0);
  const parts = [PADDING, bytesOf(encrypt, 'O', 32), start, id];
  if (revision === 4 && encrypt.entries.get('EncryptMetadata') === false) parts.push(Buffer.alloc(4, 0xff));
  let key = md5(...parts).subarray(0, length);
  if (revision > 2) for (let round = 0; round < 50; round++) key = md5(key).subarray(0, length);
  const expected = revision === 2 ? rc4(key, PADDING) : rounds(key, md5(PADDING, id));
  if (!timingSafeEqual(expected, bytesOf(encrypt, 'U', expected.length))) throw new EncryptedPdfError();
  return key;
}

function statedLength(encrypt: PdfDict): number {
  const bits = encrypt.entries.get('Length') ?? 40;
  if (typeof bits !== 'number' || bits % 8 !== 0 || bits < 40 || bits > 128) throw new EncryptedPdfError();
  return bits / 8;
}

/** Algorithm 5, steps d and e: twenty times with a key that changes. */
function rounds(key: Buffer, start: Buffer): Buffer {
  let value = start;
  for (let round = 0; round < 20; round++)
    value = rc4(
      key.map((byte) => byte ^ round),
      value,
    );
  return value;
}

/** ISO 32000-2, 7.6.4.3.3: algorithm 2.A for the user password. */
function aes256Key(encrypt: PdfDict, revision: 5 | 6): Buffer {
  const user = bytesOf(encrypt, 'U', 48);
  const hash = revision === 5 ? (salt: Buffer) => sha('sha256', salt) : hardenedHash;
  if (!timingSafeEqual(hash(user.subarray(32, 40)), user.subarray(0, 32))) throw new EncryptedPdfError();
  const decipher = createDecipheriv('aes-256-cbc', hash(user.subarray(40, 48)), Buffer.alloc(16));
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(bytesOf(encrypt, 'UE', 32)), decipher.final()]);
}

/** Algorithm 2.B, with an empty password. Ends: a byte is over `round - 32` by chance soon after round 64. */
function hardenedHash(salt: Buffer): Buffer {
  let key = sha('sha256', salt);
  for (let round = 0; ; round++) {
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32));
    cipher.setAutoPadding(false);
    const block = cipher.update(Buffer.concat(Array.from({ length: 64 }, () => key)));
    // The first sixteen bytes as a number, modulo 3: 256 leaves 1, so their sum does as well.
    const choice = block.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = sha((['sha256', 'sha384', 'sha512'] as const)[choice]!, block);
    if (round >= 63 && block.at(-1)! <= round - 31) return key.subarray(0, 32);
  }
}

const md5 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const sha = (name: 'sha256' | 'sha384' | 'sha512', bytes: Uint8Array): Buffer =>
  createHash(name).update(bytes).digest();
