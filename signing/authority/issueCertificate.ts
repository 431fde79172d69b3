/** Writes X.509 v3 certificates (RFC 5280) for the test authority. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { schemeOf, signatureIdentifier, signBytes } from '../cms/algorithms.ts';
import {
  bitString,
  boolean,
  children,
  context,
  contextPrimitive,
  integer,
  nullValue,
  octetString,
  oid,
  readDer,
  sequence,
  time,
} from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from '../keys/certificate.ts';
import { encodeName, type SubjectName } from './name.ts';

export type Purpose = 'root' | 'issuing' | 'signer' | 'timestamp' | 'ocsp' | 'tls-server' | 'tls-client';

export interface CertificateRequest {
  purpose: Purpose;
  subject: SubjectName;
  publicKey: KeyObject;
  serialNumber: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** DNS names and IP addresses of a TLS server. */
  hosts?: string[];
  /** Further extensions, as they stand in the certificate. */
  further?: { type: string; value: Buffer; critical?: boolean }[];
}

export interface Issuer {
  /** Absent when the certificate is its own root. */
  certificate?: Buffer;
  key: KeyObject;
  /** Where relying parties find the state of what this issuer has issued. */
  addresses?: { ocsp: string | undefined; crl: string; certificate: string };
}

// KeyUsage bits (RFC 5280, 4.2.1.3), first octet.
const Usage = { digitalSignature: 0x80, nonRepudiation: 0x40, keyEncipherment: 0x20, certAndCrlSign: 0x06 };

const usageOf: Record<Purpose, number> = {
  root: Usage.certAndCrlSign,
  issuing: Usage.certAndCrlSign,
  signer: Usage.digitalSignature | Usage.nonRepudiation,
  timestamp: Usage.digitalSignature,
  ocsp: Usage.digitalSignature,
  'tls-server': Usage.digitalSignature | Usage.keyEncipherment,
  'tls-client': Usage.digitalSignature,
};

const extendedUsageOf: Record<Purpose, string[]> = {
  root: [],
  issuing: [],
  signer: [Oid.documentSigning, Oid.emailProtection],
  timestamp: [Oid.timeStamping],
  ocsp: [Oid.ocspSigning],
  'tls-server': [Oid.serverAuth],
  'tls-client': [Oid.clientAuth],
};

const extension = (type: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));

/** SHA-1 of the key's bits, method 1 of RFC 5280, 4.2.1.2: a name, not a protection. */
export const keyIdentifier = (publicKeyInfo: Buffer): Buffer =>
  createHash('sha1')
    .update(children(readDer(publicKeyInfo))[1]!.content.subarray(1))
    .digest();

function keyUsage(bits: number): Buffer {
  let unused = 0;
  while (unused < 7 && !((bits >> unused) & 1)) unused++;
  return bitString(Buffer.from([bits]), unused);
}

const hostName = (host: string): Buffer => {
  if (/^\d+(\.\d+){3}$/.test(host)) return contextPrimitive(7, Buffer.from(host.split('.').map(Number)));
  return contextPrimitive(2, Buffer.from(host, 'latin1'));
};

function extensions(request: CertificateRequest, issuer: Issuer, publicKeyInfo: Buffer): Buffer[] {
  const { purpose } = request;
  const isAuthority = purpose === 'root' || purpose === 'issuing';
  const issuerKeyInfo = issuer.certificate
    ? readCertificate(issuer.certificate).publicKeyInfo
    : publicKeyInfo;
  const list = [
    extension(Oid.basicConstraints, isAuthority ? sequence(boolean(true)) : sequence(), true),
    extension(Oid.keyUsage, keyUsage(usageOf[purpose]), true),
    extension(Oid.subjectKeyIdentifier, octetString(keyIdentifier(publicKeyInfo))),
    extension(Oid.authorityKeyIdentifier, sequence(contextPrimitive(0, keyIdentifier(issuerKeyInfo)))),
  ];
  const extended = extendedUsageOf[purpose];
  if (extended.length) {
    // RFC 3161, 2.3: the timestamping purpose stands alone and is critical.
    list.push(extension(Oid.extendedKeyUsage, sequence(...extended.map(oid)), purpose === 'timestamp'));
  }
  if (request.hosts) list.push(extension(Oid.subjectAltName, sequence(...request.hosts.map(hostName))));
  if (purpose === 'ocsp') list.push(extension(Oid.ocspNoCheck, nullValue()));
  for (const { type, value, critical } of request.further ?? []) list.push(extension(type, value, critical));
  if (issuer.addresses) list.push(...addressExtensions(issuer.addresses));
  return list;
}

function addressExtensions(addresses: NonNullable<Issuer['addresses']>): Buffer[] {
  const uri = (address: string) => contextPrimitive(6, Buffer.from(address, 'latin1'));
  return [
    extension(
      Oid.authorityInfoAccess,
      sequence(
        ...(addresses.ocsp ? [sequence(oid(Oid.ocsp), uri(addresses.ocsp))] : []),
        sequence(oid(Oid.caIssuers), uri(addresses.certificate)),
      ),
    ),
    extension(Oid.crlDistributionPoints, sequence(sequence(context(0, context(0, uri(addresses.crl)))))),
  ];
}

/** @returns the certificate, DER, signed by the issuer's key with SHA-256 */
export async function issueCertificate(request: CertificateRequest, issuer: Issuer): Promise<Buffer> {
  const publicKeyInfo = createPublicKeyInfo(request.publicKey);
  const subject = encodeName(request.subject);
  const scheme = schemeOf(issuer.key);
  const algorithm = signatureIdentifier(scheme, 'sha256');
  const toBeSigned = sequence(
    context(0, integer(2)),
    integer(request.serialNumber),
    algorithm,
    issuer.certificate ? readCertificate(issuer.certificate).subject : subject,
    sequence(time(request.notBefore), time(request.notAfter)),
    subject,
    publicKeyInfo,
    context(3, sequence(...extensions(request, issuer, publicKeyInfo))),
  );
  const signature = await signBytes(scheme, 'sha256', issuer.key, toBeSigned);
  return sequence(toBeSigned, algorithm, bitString(signature));
}

const createPublicKeyInfo = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
