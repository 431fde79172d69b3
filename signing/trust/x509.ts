/** What path validation needs to know of a certificate (RFC 5280, 4), read once and kept. */
import { createHash, type KeyObject } from 'node:crypto';
import { children, expectTag, oidText, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { type Certificate, readCertificate } from '../keys/certificate.ts';
import { readable } from './malformed.ts';
import { nameKey } from './names.ts';
import { publicKey, type SignatureAlgorithm, signatureAlgorithm, verifyBytes } from './verifySignature.ts';

export interface X509 extends Certificate {
  /** SHA-256 of the whole certificate, hexadecimal: its identity here. */
  fingerprint: string;
  toBeSigned: Buffer;
  signature: Buffer;
  /** Undefined when the algorithm is not known here. */
  algorithm: SignatureAlgorithm | undefined;
  critical: Set<string>;
  isAuthority: boolean;
  /** How many authorities may follow below. */
  pathLength: number | undefined;
  /** Bits of KeyUsage from bit 0 (digitalSignature); undefined when the extension is absent. */
  keyUsage: Set<number> | undefined;
  extendedKeyUsage: string[] | undefined;
  subjectKeyIdentifier: Buffer | undefined;
  authorityKeyIdentifier: Buffer | undefined;
  /** Lazy: most candidates of a path are never asked for their key. */
  key(): KeyObject;
}

export const KeyUsage = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;

const cache = new Map<string, X509>();
const CACHE = 2000;

/** @throws DerError when it is no certificate */
export function readX509(raw: Uint8Array): X509 {
  const fingerprint = createHash('sha256').update(raw).digest('hex');
  const known = cache.get(fingerprint);
  if (known) return known;
  const read = parse(Buffer.from(raw), fingerprint);
  if (cache.size >= CACHE) cache.delete(cache.keys().next().value!);
  cache.set(fingerprint, read);
  return read;
}

/** Leaves out what cannot be read: a bad certificate among many helps nobody and harms nobody. */
export const readX509s = (raws: Iterable<Uint8Array>): X509[] =>
  [...raws].flatMap((raw) => readable(() => readX509(raw)) ?? []);

function parse(raw: Buffer, fingerprint: string): X509 {
  const certificate = readCertificate(raw);
  const [toBeSigned, algorithm, signature] = children(readDer(raw));
  const value = (type: string) => {
    const bytes = certificate.extensions.get(type);
    return bytes && readDer(bytes);
  };
  const constraints = value(Oid.basicConstraints);
  const parts = constraints ? children(expectTag(constraints, Tag.sequence)) : [];
  const isAuthority = parts[0]?.tag === Tag.boolean && parts[0].content[0] !== 0;
  const lengthNode = parts.find((part) => part.tag === Tag.integer);
  const extended = value(Oid.extendedKeyUsage);
  const authority = value(Oid.authorityKeyIdentifier);
  // Names are compared later, where one that cannot be read would be in the way.
  nameKey(certificate.subject);
  nameKey(certificate.issuer);
  let key: KeyObject | undefined;
  return {
    ...certificate,
    fingerprint,
    toBeSigned: expectTag(toBeSigned, Tag.sequence).raw,
    signature: expectTag(signature, Tag.bitString).content.subarray(1),
    algorithm: algorithmOf(expectTag(algorithm, Tag.sequence).raw),
    critical: criticalOf(toBeSigned!.raw),
    isAuthority,
    pathLength: lengthNode?.content.readUIntBE(0, Math.min(lengthNode.content.length, 6)),
    keyUsage: bitsOf(value(Oid.keyUsage)?.content),
    extendedKeyUsage: extended && children(extended).map(oidText),
    subjectKeyIdentifier: value(Oid.subjectKeyIdentifier)?.content,
    authorityKeyIdentifier: authority && children(authority).find((part) => part.tag === 0x80)?.content,
    key() {
      key ??= publicKey(certificate.publicKeyInfo);
      return key;
    },
  };
}

function algorithmOf(raw: Buffer): SignatureAlgorithm | undefined {
  try {
    return signatureAlgorithm(readDer(raw));
  } catch {
    return undefined;
  }
}

function criticalOf(toBeSigned: Buffer): Set<string> {
  const wrapper = children(readDer(toBeSigned)).find((field) => field.tag === 0xa3);
  const critical = new Set<string>();
  for (const extension of wrapper ? children(readDer(wrapper.content)) : []) {
    const [type, flag] = children(extension);
    if (flag?.tag === Tag.boolean && flag.content[0] !== 0) critical.add(oidText(type!));
  }
  return critical;
}

function bitsOf(content: Buffer | undefined): Set<number> | undefined {
  if (!content) return undefined;
  const bits = new Set<number>();
  content.subarray(1).forEach((octet, index) => {
    for (let bit = 0; bit < 8; bit++) if (octet & (0x80 >> bit)) bits.add(index * 8 + bit);
  });
  return bits;
}

const verified = new Map<string, boolean>();

/** Whether `issuer`'s key made the signature on `certificate`. Remembered: the same few are asked all day. */
export function isSignedBy(certificate: X509, issuer: X509): boolean {
  const pair = `${certificate.fingerprint}${issuer.fingerprint}`;
  const known = verified.get(pair);
  if (known !== undefined) return known;
  let valid = false;
  try {
    valid =
      certificate.algorithm !== undefined &&
      verifyBytes(certificate.algorithm, issuer.key(), certificate.toBeSigned, certificate.signature);
  } catch {
    // A key that cannot be read has signed nothing that could be checked.
  }
  if (verified.size >= CACHE * 4) verified.clear();
  verified.set(pair, valid);
  return valid;
}
