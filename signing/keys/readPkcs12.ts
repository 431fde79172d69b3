/** Reads PKCS#12 (RFC 7292), with the old encryptions (3DES, RC2) and the new (PBES2), RSA and EC keys. */
import { createHash, createHmac, createPrivateKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { schemeOf } from '../cms/algorithms.ts';
import { berToDer } from '../cms/ber.ts';
import { children, type DerNode, expectTag, oidText, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { isMalformed } from '../trust/malformed.ts';
import { readCertificate } from './certificate.ts';
import {
  decryptPbe,
  derivePkcs12,
  hashOf,
  type IterationBudget,
  takeIterations,
} from './passwordEncryption.ts';
import { NoSigningKeyError, Pkcs12FormatError, WrongPassphraseError } from './pkcs12Errors.ts';
import { keyMatches, type SigningKey, softwareKey } from './signingKey.ts';

const MAX_BYTES = 1 << 20;
const Bag = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  safeContents: '1.2.840.113549.1.12.10.1.6',
  encryptedData: '1.2.840.113549.1.7.6',
} as const;

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
  try {
    return keyOf(readContents(bytes, passphrase), pss);
  } catch (error) {
    if (isMalformed(error)) throw new Pkcs12FormatError('sai cấu trúc', { cause: error });
    throw error;
  }
}

function readContents(bytes: Uint8Array, passphrase: string): Contents {
  const found: Contents = { keys: [], certificates: [] };
  const password: Password = { passphrase, budget: { left: MAX_ITERATIONS } };
  const [, authSafe, macData] = children(expectTag(readDer(berToDer(bytes)), Tag.sequence));
  const safe = dataContent(authSafe);
  if (macData) checkMac(safe, macData, password);
  for (const info of children(readDer(safe))) readSafe(contentOf(info, password), password, found, 0);
  return found;
}

function keyOf({ keys, certificates }: Contents, pss: boolean): SigningKey {
  for (const key of keys) {
    const own = certificates.find((certificate) => keyMatches(key, readCertificate(certificate)));
    if (!own) continue;
    const others = certificates.filter((item) => item !== own);
    const scheme = pss && key.asymmetricKeyType === 'rsa' ? 'RSASSA-PSS' : schemeOf(key);
    return softwareKey(key, own, others, scheme);
  }
  throw new NoSigningKeyError();
}

interface Contents {
  keys: KeyObject[];
  certificates: Buffer[];
}

interface Password {
  passphrase: string;
  /** What the whole file may ask for: iterations keep this thread busy. */
  budget: IterationBudget;
}

/** Programs write 2,000 to 1,000,000 for a part, and a file has three parts. */
const MAX_ITERATIONS = 3_000_000;
const MAX_ITEMS = 200;

/** Content of a ContentInfo of type id-data. */
function dataContent(info: DerNode | undefined): Buffer {
  const [type, wrapper] = children(expectTag(info, Tag.sequence));
  if (!type || oidText(type) !== Oid.data)
    throw new Pkcs12FormatError('chỉ đọc được tệp bảo vệ bằng mật khẩu');
  return expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.octetString).content;
}

function contentOf(info: DerNode, password: Password): Buffer {
  const [type, wrapper] = children(info);
  if (!type || oidText(type) !== Bag.encryptedData) return dataContent(info);
  const [, encrypted] = children(expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.sequence));
  const [, algorithm, content] = children(expectTag(encrypted, Tag.sequence));
  if (!algorithm || !content) throw new Pkcs12FormatError('thiếu phần mã hóa');
  return decrypt(algorithm, content.content, password);
}

function decrypt(algorithm: DerNode, content: Buffer, { passphrase, budget }: Password): Buffer {
  const plain = decryptPbe(algorithm, content, passphrase, budget);
  if (plain === 'wrong') throw new WrongPassphraseError();
  if (plain === 'unknown') throw new Pkcs12FormatError('thuật toán mã hóa không được hỗ trợ');
  return plain;
}

function readSafe(content: Buffer, password: Password, found: Contents, depth: number): void {
  if (depth > 4) throw new Pkcs12FormatError('lồng quá sâu');
  for (const bag of children(expectTag(readDer(content), Tag.sequence))) {
    if (found.keys.length + found.certificates.length > MAX_ITEMS)
      throw new Pkcs12FormatError('quá nhiều chứng thư');
    const [type, wrapper] = children(bag);
    const value = children(expectTag(wrapper, 0xa0))[0];
    const kind = type ? oidText(type) : '';
    if (kind === Bag.safeContents) readSafe(value!.raw, password, found, depth + 1);
    if (kind === Bag.key) found.keys.push(privateKey(value!.raw));
    if (kind === Bag.shroudedKey) {
      const [algorithm, encrypted] = children(expectTag(value, Tag.sequence));
      found.keys.push(
        privateKey(decrypt(algorithm!, expectTag(encrypted, Tag.octetString).content, password)),
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

function checkMac(safe: Buffer, macData: DerNode, { passphrase, budget }: Password): void {
  const [digestInfo, salt, iterations] = children(expectTag(macData, Tag.sequence));
  const [algorithm, expected] = children(expectTag(digestInfo, Tag.sequence));
  const hash = hashOf(oidText(children(expectTag(algorithm, Tag.sequence))[0]!));
  if (!hash) throw new Pkcs12FormatError('thuật toán MAC không được hỗ trợ');
  const rounds = iterations ? takeIterations(iterations, budget) : 1;
  const mac = expectTag(expected, Tag.octetString).content;
  const length = createHash(hash).digest().length;
  const key = derivePkcs12(hash, 3, passphrase, expectTag(salt, Tag.octetString).content, rounds, length);
  const actual = createHmac(hash, key).update(safe).digest();
  if (actual.length !== mac.length || !timingSafeEqual(actual, mac)) throw new WrongPassphraseError();
}
