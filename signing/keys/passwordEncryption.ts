/** Password-based encryption met in key files: PKCS#12's own (RFC 7292, B) and PBES2 (RFC 8018). */
import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import forge from 'node-forge';
import { children, type DerNode, expectTag, oidText, readDer, Tag } from '../cms/der.ts';
import { Pkcs12FormatError } from './pkcs12Errors.ts';

/** How many iterations may still be spent. */
export interface IterationBudget {
  left: number;
}

const hashes: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
export const hashOf = (algorithm: string): string | undefined => hashes[algorithm];

// PBES1 of PKCS#12: key length, cipher (Node's name, or RC2, which OpenSSL 3 no longer carries).
const pkcs12Ciphers: Record<string, { bytes: number; cipher: string }> = {
  '1.2.840.113549.1.12.1.3': { bytes: 24, cipher: 'des-ede3-cbc' },
  '1.2.840.113549.1.12.1.4': { bytes: 16, cipher: 'des-ede-cbc' },
  '1.2.840.113549.1.12.1.5': { bytes: 16, cipher: 'rc2' },
  '1.2.840.113549.1.12.1.6': { bytes: 5, cipher: 'rc2' },
};
const pbes2Ciphers: Record<string, { bytes: number; cipher: string }> = {
  '2.16.840.1.101.3.4.1.2': { bytes: 16, cipher: 'aes-128-cbc' },
  '2.16.840.1.101.3.4.1.22': { bytes: 24, cipher: 'aes-192-cbc' },
  '2.16.840.1.101.3.4.1.42': { bytes: 32, cipher: 'aes-256-cbc' },
  '1.2.840.113549.3.7': { bytes: 24, cipher: 'des-ede3-cbc' },
};
const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

/** @returns the plain bytes; `wrong` when the padding does not fit the passphrase; `unknown` for other algorithms */
export function decryptPbe(
  algorithm: DerNode,
  encrypted: Buffer,
  passphrase: string,
  budget: IterationBudget,
): Buffer | 'wrong' | 'unknown' {
  const [type, parameters] = children(expectTag(algorithm, Tag.sequence));
  const name = oidText(type!);
  if (name === PBES2) return decryptPbes2(expectTag(parameters, Tag.sequence), encrypted, passphrase, budget);
  const known = pkcs12Ciphers[name];
  if (!known) return 'unknown';
  const [saltNode, iterationsNode] = children(expectTag(parameters, Tag.sequence));
  const salt = expectTag(saltNode, Tag.octetString).content;
  const iterations = takeIterations(iterationsNode, budget, 2);
  const key = derivePkcs12('sha1', 1, passphrase, salt, iterations, known.bytes);
  const iv = derivePkcs12('sha1', 2, passphrase, salt, iterations, 8);
  return known.cipher === 'rc2' ? decryptRc2(key, iv, encrypted) : decipher(known.cipher, key, iv, encrypted);
}

function decryptPbes2(parameters: DerNode, encrypted: Buffer, passphrase: string, budget: IterationBudget) {
  const [derivation, scheme] = children(parameters);
  const [derivationType, derivationParameters] = children(expectTag(derivation, Tag.sequence));
  const [cipherType, iv] = children(expectTag(scheme, Tag.sequence));
  const known = pbes2Ciphers[oidText(cipherType!)];
  if (!known || oidText(derivationType!) !== PBKDF2) return 'unknown';
  const [salt, iterations, ...rest] = children(expectTag(derivationParameters, Tag.sequence));
  const prf = rest.find((node) => node.tag === Tag.sequence);
  const hash = prf ? hashOf(oidText(children(prf)[0]!)) : 'sha1';
  if (!hash) return 'unknown';
  const key = pbkdf2Sync(
    Buffer.from(passphrase, 'utf8'),
    expectTag(salt, Tag.octetString).content,
    takeIterations(iterations, budget),
    known.bytes,
    hash,
  );
  return decipher(known.cipher, key, expectTag(iv, Tag.octetString).content, encrypted);
}

/** Wrong passphrases are told by the padding and by what comes out not being one DER value. */
function decipher(cipher: string, key: Buffer, iv: Buffer, encrypted: Buffer): Buffer | 'wrong' {
  try {
    const decryption = createDecipheriv(cipher, key, iv);
    return asDer(Buffer.concat([decryption.update(encrypted), decryption.final()]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_OSSL')) return 'wrong';
    throw error;
  }
}

function decryptRc2(key: Buffer, iv: Buffer, encrypted: Buffer): Buffer | 'wrong' {
  const cipher = forge.rc2.createDecryptionCipher(key.toString('binary'), key.length * 8);
  cipher.start(iv.toString('binary'));
  cipher.update(forge.util.createBuffer(encrypted.toString('binary')));
  return cipher.finish() ? asDer(Buffer.from(cipher.output.getBytes(), 'binary')) : 'wrong';
}

function asDer(bytes: Buffer): Buffer | 'wrong' {
  try {
    return bytes[0] === Tag.sequence && readDer(bytes).raw.length === bytes.length ? bytes : 'wrong';
  } catch {
    // Not DER: what a wrong passphrase gives when its padding happens to fit.
    return 'wrong';
  }
}

/** @param times how often they are gone through @throws Pkcs12FormatError when the file asks for too much */
export function takeIterations(node: DerNode | undefined, budget: IterationBudget, times = 1): number {
  const iterations = Number(`0x${expectTag(node, Tag.integer).content.toString('hex')}`);
  budget.left -= iterations * times;
  if (!(iterations >= 1) || budget.left < 0) throw new Pkcs12FormatError('số vòng lặp quá lớn');
  return iterations;
}

const blockOf = (hash: string): number => (hash === 'sha384' || hash === 'sha512' ? 128 : 64);

/** Key derivation of RFC 7292, B.2. `id`: 1 a key, 2 an initial vector, 3 a MAC key. */
export function derivePkcs12(
  hash: string,
  id: 1 | 2 | 3,
  passphrase: string,
  salt: Buffer,
  iterations: number,
  length: number,
): Buffer {
  const block = blockOf(hash);
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  const stretch = (bytes: Buffer): Buffer =>
    bytes.length ? Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes) : bytes;
  const input = Buffer.concat([stretch(salt), stretch(password)]);
  const output: Buffer[] = [];
  for (let made = 0; made < length; ) {
    let key = createHash(hash).update(Buffer.alloc(block, id)).update(input).digest();
    for (let i = 1; i < iterations; i++) key = createHash(hash).update(key).digest();
    output.push(key);
    made += key.length;
    addOne(input, Buffer.alloc(block, key), block);
  }
  return Buffer.concat(output).subarray(0, length);
}

/** Every block of `input` becomes (block + addend + 1) modulo its size. */
function addOne(input: Buffer, addend: Buffer, block: number): void {
  for (let at = 0; at < input.length; at += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      carry += input[at + i]! + addend[i]!;
      input[at + i] = carry & 0xff;
      carry >>= 8;
    }
  }
}
