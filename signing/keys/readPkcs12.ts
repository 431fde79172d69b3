/** Reads PKCS#12 (RFC 7292), with the old encryptions (3DES, RC2) and the new (PBES2), RSA and EC keys. */
import { createHmac, createPrivateKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { schemeOf } from '../cms/algorithms.ts';
import { berToDer } from '../cms/ber.ts';
import { children, DerError, type DerNode, expectTag, oidText, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from './certificate.ts';
import { decryptPbe, derivePkcs12, hashOf } from './passwordEncryption.ts';
import { keyMatches, type SigningKey, softwareKey } from './signingKey.ts';

const MAX_BYTES = 1 << 20;
const Bag = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  safeContents: '1.2.840.113549.1.12.10.1.6',
  encryptedData: '1.2.840.113549.1.7.6',
} as const;

/** The bytes are not a PKCS#12 file that can be read. */
export class Pkcs12FormatError extends Error {
  readonly code: string = 'PKCS12_FORMAT';
  constructor(detail: string, options?: ErrorOptions) {
    super(`Tệp khóa PKCS#12 không đọc được: ${detail}`, options);
    this.name = 'Pkcs12FormatError';
  }
}

export class WrongPassphraseError extends Error {
  readonly code = 'PKCS12_WRONG_PASSPHRASE';
  constructor() {
    super('Mật khẩu của tệp khóa không đúng.');
    this.name = 'WrongPassphraseError';
  }
}

export class NoSigningKeyError extends Error {
  readonly code = 'PKCS12_NO_KEY';
  constructor() {
    super('Tệp khóa không có khóa bí mật cùng chứng thư số của nó.');
    this.name = 'NoSigningKeyError';
  }
}

/**
 * @param bytes a .p12 or .pfx file, at most 1 MB
 * @param options.pss sign with RSASSA-PSS where the key is RSA; PKCS#1 v1.5 unless said
 * @returns a key in memory with its certificate and chain; an expired one is refused when it signs, not here
 * @throws Pkcs12FormatError, WrongPassphraseError, NoSigningKeyError
 */
export function readPkcs12(
  bytes: Uint8Array,
  passphrase: string,
  { pss = false }: { pss?: boolean } = {},
): SigningKey {
  if (bytes.length > MAX_BYTES) throw new Pkcs12FormatError('lớn hơn 1 MB');
  const found: Contents = { keys: [], certificates: [] };
  try {
    const [, authSafe, macData] = children(expectTag(readDer(berToDer(bytes)), Tag.sequence));
    const safe = dataContent(authSafe);
    if (macData) checkMac(safe, macData, passphrase);
    for (const info of children(readDer(safe))) readSafe(contentOf(info, passphrase), passphrase, found, 0);
  } catch (error) {
    if (error instanceof DerError) throw new Pkcs12FormatError('sai cấu trúc', { cause: error });
    throw error;
  }
  for (const key of found.keys) {
    const own = found.certificates.find((certificate) => keyMatches(key, readCertificate(certificate)));
    if (!own) continue;
    const others = found.certificates.filter((item) => item !== own);
    const scheme = pss && key.asymmetricKeyType === 'rsa' ? 'RSASSA-PSS' : schemeOf(key);
    return softwareKey(key, own, others, scheme);
  }
  throw new NoSigningKeyError();
}

interface Contents {
  keys: KeyObject[];
  certificates: Buffer[];
}

/** Content of a ContentInfo of type id-data. */
function dataContent(info: DerNode | undefined): Buffer {
  const [type, wrapper] = children(expectTag(info, Tag.sequence));
  if (!type || oidText(type) !== Oid.data)
    throw new Pkcs12FormatError('chỉ đọc được tệp bảo vệ bằng mật khẩu');
  return expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.octetString).content;
}

function contentOf(info: DerNode, passphrase: string): Buffer {
  const [type, wrapper] = children(info);
  if (!type || oidText(type) !== Bag.encryptedData) return dataContent(info);
  const [, encrypted] = children(expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.sequence));
  const [, algorithm, content] = children(expectTag(encrypted, Tag.sequence));
  if (!algorithm || !content) throw new Pkcs12FormatError('thiếu phần mã hóa');
  return decrypt(algorithm, content.content, passphrase);
}

function decrypt(algorithm: DerNode, content: Buffer, passphrase: string): Buffer {
  const plain = decryptPbe(algorithm, content, passphrase);
  if (plain === 'wrong') throw new WrongPassphraseError();
  if (plain === 'unknown') throw new Pkcs12FormatError('thuật toán mã hóa không được hỗ trợ');
  return plain;
}

function readSafe(content: Buffer, passphrase: string, found: Contents, depth: number): void {
  if (depth > 4) throw new Pkcs12FormatError('lồng quá sâu');
  for (const bag of children(expectTag(readDer(content), Tag.sequence))) {
    const [type, wrapper] = children(bag);
    const value = children(expectTag(wrapper, 0xa0))[0];
    const kind = type ? oidText(type) : '';
    if (kind === Bag.safeContents) readSafe(value!.raw, passphrase, found, depth + 1);
    if (kind === Bag.key) found.keys.push(privateKey(value!.raw));
    if (kind === Bag.shroudedKey) {
      const [algorithm, encrypted] = children(expectTag(value, Tag.sequence));
      found.keys.push(
        privateKey(decrypt(algorithm!, expectTag(encrypted, Tag.octetString).content, passphrase)),
      );
    }
    if (kind === Bag.certificate) {
      const [, der] = children(expectTag(value, Tag.sequence));
      found.certificates.push(expectTag(children(expectTag(der, 0xa0))[0], Tag.octetString).content);
    }
  }
}

function privateKey(pkcs8: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new Pkcs12FormatError('khóa bí mật không đọc được', { cause });
  }
}

function checkMac(safe: Buffer, macData: DerNode, passphrase: string): void {
  const [digestInfo, salt, iterations] = children(expectTag(macData, Tag.sequence));
  const [algorithm, expected] = children(expectTag(digestInfo, Tag.sequence));
  const hash = hashOf(oidText(children(expectTag(algorithm, Tag.sequence))[0]!));
  if (!hash) throw new Pkcs12FormatError('thuật toán MAC không được hỗ trợ');
  const rounds = iterations ? Number(`0x${iterations.content.toString('hex')}`) : 1;
  const mac = expectTag(expected, Tag.octetString).content;
  const key = derivePkcs12(hash, 3, passphrase, expectTag(salt, Tag.octetString).content, rounds, mac.length);
  const actual = createHmac(hash, key).update(safe).digest();
  if (actual.length !== mac.length || !timingSafeEqual(actual, mac)) throw new WrongPassphraseError();
}
