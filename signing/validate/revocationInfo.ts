/** What OCSP responses (RFC 6960) and CRLs (RFC 5280, 5) say of a certificate. */
import { createHash } from 'node:crypto';
import { children, type DerNode, expectTag, oidText, readDer, Tag, timeValue } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readable } from '../trust/malformed.ts';
import { nameKey } from '../trust/names.ts';
import { hashOf, signatureAlgorithm, startHash, verifyBytes } from '../trust/verifySignature.ts';
import { isSignedBy, KeyUsage, readX509s, type X509 } from '../trust/x509.ts';
import { type CrlScope, crlScope, wouldList } from './crlScope.ts';

export interface RevocationStatus {
  status: 'good' | 'revoked';
  source: 'ocsp' | 'crl';
  /** When the authority said so. */
  thisUpdate: Date;
  nextUpdate?: Date;
  /** Since when its source keeps word on certificates that have expired (archiveCutoff, expiredCertsOnCRL). */
  keptSince?: Date;
  revokedAt?: Date;
  /** CRLReason; 8 (removeFromCRL) and 6 (hold) end again. */
  reason?: number;
}

export interface OcspResponse {
  raw: Buffer;
  toBeSigned: Buffer;
  algorithm: DerNode;
  signature: Buffer;
  certificates: X509[];
  producedAt: Date;
  responses: DerNode[];
}

export interface Crl {
  raw: Buffer;
  toBeSigned: Buffer;
  algorithm: DerNode;
  signature: Buffer;
  issuer: Buffer;
  thisUpdate: Date;
  nextUpdate?: Date;
  keptSince?: Date;
  /** revokedCertificates, read when asked. */
  revoked: DerNode | undefined;
  /** Which certificates it speaks of, and whether of all that happened to them. */
  scope: CrlScope;
}

export interface RevocationMaterial {
  ocsps: OcspResponse[];
  crls: Crl[];
  /** «Good» that is said of a later time than this is not believed (RFC 6960, 4.2.2.1). */
  until?: Date;
}

/** Leaves out what cannot be read: it proves nothing. */
export function readMaterial(ocsps: Iterable<Uint8Array>, crls: Iterable<Uint8Array>): RevocationMaterial {
  const each = <T>(items: Iterable<Uint8Array>, read: (bytes: Uint8Array) => T | undefined): T[] => {
    const distinct = new Map(
      [...items].map((bytes) => [createHash('sha256').update(bytes).digest('hex'), bytes]),
    );
    return [...distinct.values()].flatMap((bytes) => readable(() => read(bytes)) ?? []);
  };
  return { ocsps: each(ocsps, readOcsp), crls: each(crls, readCrl) };
}

/** Takes an OCSPResponse or its BasicOCSPResponse alone, as CMS attributes carry it. */
export function readOcsp(bytes: Uint8Array): OcspResponse | undefined {
  const outer = children(expectTag(readDer(bytes), Tag.sequence));
  let basic = outer;
  if (outer[0]?.tag === Tag.enumerated) {
    if (outer[0].content[0] !== 0 || !outer[1]) return undefined;
    const [type, value] = children(children(outer[1])[0]!);
    if (!type || oidText(type) !== Oid.ocspBasic) return undefined;
    basic = children(readDer(expectTag(value, Tag.octetString).content));
  }
  const [data, algorithm, signature, certificates] = basic;
  const fields = children(expectTag(data, Tag.sequence));
  const produced = fields.findIndex((field) => field.tag === Tag.generalizedTime);
  return {
    raw: Buffer.from(bytes),
    toBeSigned: data!.raw,
    algorithm: expectTag(algorithm, Tag.sequence),
    signature: expectTag(signature, Tag.bitString).content.subarray(1),
    certificates: certificates ? readX509s(children(children(certificates)[0]!).map((item) => item.raw)) : [],
    producedAt: timeValue(fields[produced]!),
    responses: children(expectTag(fields[produced + 1], Tag.sequence)),
  };
}

export function readCrl(bytes: Uint8Array): Crl {
  const [list, algorithm, signature] = children(expectTag(readDer(bytes), Tag.sequence));
  const fields = children(expectTag(list, Tag.sequence));
  if (fields[0]?.tag === Tag.integer) fields.shift();
  const [, issuer, thisUpdate, ...rest] = fields;
  const isTime = (node: DerNode | undefined) =>
    node?.tag === Tag.utcTime || node?.tag === Tag.generalizedTime;
  const nextUpdate = isTime(rest[0]) ? rest.shift() : undefined;
  const extensions = rest.find((field) => field.tag === 0xa0);
  return {
    raw: Buffer.from(bytes),
    toBeSigned: list!.raw,
    algorithm: expectTag(algorithm, Tag.sequence),
    signature: expectTag(signature, Tag.bitString).content.subarray(1),
    issuer: expectTag(issuer, Tag.sequence).raw,
    thisUpdate: timeValue(thisUpdate!),
    ...(nextUpdate ? { nextUpdate: timeValue(nextUpdate) } : {}),
    revoked: rest.find((field) => field.tag === Tag.sequence),
    ...keptSince(extensions && children(extensions)[0], EXPIRED_CERTS_ON_CRL),
    scope: crlScope(extensions && children(extensions)[0]),
  };
}

/** RFC 6960, 4.4.4; X.509, 9.5.2.8. */
const ARCHIVE_CUTOFF = '1.3.6.1.5.5.7.48.1.6';
const EXPIRED_CERTS_ON_CRL = '2.5.29.60';

function keptSince(extensions: DerNode | undefined, type: string): { keptSince?: Date } {
  const parts =
    extensions &&
    children(extensions)
      .map(children)
      .find(([item]) => oidText(item!) === type);
  return parts ? { keptSince: timeValue(readDer(parts.at(-1)!.content)) } : {};
}

const verified = new WeakMap<object, Map<string, boolean>>();

function signedBy(item: OcspResponse | Crl, signer: X509): boolean {
  const known = verified.get(item) ?? new Map<string, boolean>();
  verified.set(item, known);
  let result = known.get(signer.fingerprint);
  if (result === undefined) {
    const verify = () =>
      verifyBytes(signatureAlgorithm(item.algorithm), signer.key(), item.toBeSigned, item.signature);
    result = readable(verify) ?? false;
    known.set(signer.fingerprint, result);
  }
  return result;
}

/**
 * What `certificate`'s issuer, or whom it delegated, has signed of it: that it was revoked, which no later word takes
 * back (RFC 5280, 5.3.1: but a hold), or else the newest word.
 */
export function revocationStatus(
  certificate: X509,
  issuer: X509,
  material: RevocationMaterial,
  pool: readonly X509[],
): RevocationStatus | undefined {
  const found = [
    ...material.ocsps.flatMap((ocsp) => readable(() => fromOcsp(certificate, issuer, ocsp, pool)) ?? []),
    ...material.crls.flatMap((crl) => readable(() => fromCrl(certificate, issuer, crl, pool)) ?? []),
  ];
  const { until } = material;
  const believed = found
    .filter(({ status, thisUpdate }) => status === 'revoked' || !until || thisUpdate <= until)
    .sort(
      (a, b) =>
        b.thisUpdate.getTime() - a.thisUpdate.getTime() ||
        Number(b.status === 'revoked') - Number(a.status === 'revoked'),
    );
  return believed.find(isRevokedForGood) ?? believed[0];
}

/** A hold (6) may end, and ended (8) when it is taken from the list. */
export const isRevokedForGood = ({ status, reason }: RevocationStatus): boolean =>
  status === 'revoked' && reason !== 6 && reason !== 8;

function fromOcsp(
  certificate: X509,
  issuer: X509,
  ocsp: OcspResponse,
  pool: readonly X509[],
): RevocationStatus | undefined {
  const single = ocsp.responses.find((item) => isAbout(item, certificate, issuer));
  if (!single || !isAuthorised(ocsp, issuer, pool)) return undefined;
  const [, status, thisUpdate, ...rest] = children(single);
  const next = rest.find((field) => field.tag === 0xa0);
  const extensions = rest.find((field) => field.tag === 0xa1);
  const said = {
    source: 'ocsp' as const,
    thisUpdate: timeValue(thisUpdate!),
    ...(next ? { nextUpdate: timeValue(children(next)[0]!) } : {}),
    ...keptSince(extensions && children(extensions)[0], ARCHIVE_CUTOFF),
  };
  if (status?.tag === 0x80) return { ...said, status: 'good' };
  if (status?.tag !== 0xa1) return undefined;
  const [at, reason] = children(status);
  return {
    ...said,
    status: 'revoked',
    revokedAt: timeValue(at!),
    ...(reason ? { reason: children(reason)[0]!.content[0]! } : {}),
  };
}

function isAbout(single: DerNode, certificate: X509, issuer: X509): boolean {
  const [id] = children(single);
  const [algorithm, nameHash, keyHash, serial] = children(id!);
  if (!serial?.raw.equals(certificate.serialNumber)) return false;
  const hash = hashOf(algorithm!);
  const digest = (bytes: Buffer) => startHash(hash).update(bytes).digest();
  const key = children(readDer(issuer.publicKeyInfo))[1]!.content.subarray(1);
  return keyHash!.content.equals(digest(key)) && nameHash!.content.equals(digest(certificate.issuer));
}

/** RFC 6960, 4.2.2.2: the issuer itself, or one that it certified for OCSP signing. */
function isAuthorised(ocsp: OcspResponse, issuer: X509, pool: readonly X509[]): boolean {
  if (signedBy(ocsp, issuer)) return true;
  return [...ocsp.certificates, ...pool].some(
    (delegate) =>
      delegate.extendedKeyUsage?.includes(Oid.ocspSigning) === true &&
      ocsp.producedAt >= delegate.notBefore &&
      ocsp.producedAt <= delegate.notAfter &&
      nameKey(delegate.issuer) === nameKey(issuer.subject) &&
      isSignedBy(delegate, issuer) &&
      signedBy(ocsp, delegate),
  );
}

/** Certificates of one name that a list is tried with. */
const MAX_SIGNERS = 8;

/**
 * The issuer under another key (RFC 5280, 6.3.3 f): certified by itself or by whoever certified it, for anybody can
 * put a certificate of that name into a file.
 */
function namesakes(issuer: X509, pool: readonly X509[]): X509[] {
  const above = pool.filter(
    (item) => nameKey(item.subject) === nameKey(issuer.issuer) && isSignedBy(issuer, item),
  );
  return pool.filter(
    (item) =>
      nameKey(item.subject) === nameKey(issuer.subject) &&
      [issuer, ...above].some((authority) => isSignedBy(item, authority)),
  );
}

function fromCrl(
  certificate: X509,
  issuer: X509,
  crl: Crl,
  pool: readonly X509[],
): RevocationStatus | undefined {
  if (nameKey(crl.issuer) !== nameKey(certificate.issuer)) return undefined;
  // Serial numbers of other issuers, or of attribute certificates.
  if (crl.scope.only === 'others') return undefined;
  const signers = [issuer, ...namesakes(issuer, pool)].slice(0, MAX_SIGNERS);
  const maySign = (item: X509) => !item.keyUsage || item.keyUsage.has(KeyUsage.crlSign);
  if (!signers.some((item) => maySign(item) && signedBy(crl, item))) return undefined;
  const said = {
    source: 'crl' as const,
    thisUpdate: crl.thisUpdate,
    ...(crl.nextUpdate ? { nextUpdate: crl.nextUpdate } : {}),
    ...(crl.keptSince ? { keptSince: crl.keptSince } : {}),
  };
  const entry = crl.revoked && findEntry(crl.revoked, certificate.serialNumber);
  if (!entry) return wouldList(crl.scope, certificate) ? { ...said, status: 'good' } : undefined;
  const [, at, extensions] = children(entry);
  const reason = extensions && reasonOf(extensions);
  return {
    ...said,
    status: 'revoked',
    revokedAt: timeValue(at!),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Large lists hold 100,000 entries: the serial number is sought as bytes, then read. */
function findEntry(revoked: DerNode, serial: Buffer): DerNode | undefined {
  for (let at = revoked.content.indexOf(serial); at >= 0; at = revoked.content.indexOf(serial, at + 1)) {
    for (const head of [2, 3]) {
      const entry = at >= head ? readable(() => readDer(revoked.content, at - head)) : undefined;
      if (entry?.tag === Tag.sequence && children(entry)[0]?.raw.equals(serial)) return entry;
    }
  }
  return undefined;
}

function reasonOf(extensions: DerNode): number | undefined {
  for (const extension of children(extensions)) {
    const parts = children(extension);
    if (oidText(parts[0]!) === Oid.crlReason) return readDer(parts.at(-1)!.content).content[0];
  }
  return undefined;
}
