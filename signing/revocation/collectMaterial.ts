/** Gathers what a validator will need once the authorities no longer answer (EN 319 142-1, 5.4.2). */
import { Oid } from '../cms/oids.ts';
import { isSelfIssued } from '../keys/certificate.ts';
import type { PdfFile } from '../pdf/pdfFile.ts';
import { readX509s, type X509 } from '../trust/x509.ts';
import { type StoredMaterial, storedMaterial } from '../validate/securityStore.ts';
import { signaturesOf } from '../validate/signatureField.ts';
import { readSignedData, type SignedData } from '../validate/signedData.ts';
import { fetchRevocation } from './fetchRevocation.ts';
import { findIssuer } from './findIssuer.ts';

/** A certificate that somebody signed with has been revoked. */
export class CertificateRevokedError extends Error {
  readonly code = 'CERTIFICATE_REVOKED';
  constructor(
    readonly commonName: string,
    readonly revokedAt: Date | undefined,
  ) {
    const since = revokedAt
      ? ` từ ${revokedAt.toISOString().slice(0, 10).split('-').reverse().join('/')}`
      : '';
    super(`Chứng thư số của «${commonName}» đã bị thu hồi${since}.`);
    this.name = 'CertificateRevokedError';
  }
}

const MAX_CERTIFICATES = 100;

/**
 * Certificates of every path in the document's signatures and timestamps, with fresh revocation data for each
 * that has not got it in the document yet.
 * @throws RevocationUnavailableError, CertificateRevokedError
 */
export async function collectMaterial(file: PdfFile): Promise<StoredMaterial> {
  const stored = storedMaterial(file.latest);
  const all = signaturesOf(file).flatMap(({ contents }) => (contents ? signedDataTree(contents.bytes) : []));
  const pool = new Map<string, X509>();
  const learn = (certificates: X509[]) => {
    for (const item of certificates) pool.set(item.fingerprint, item);
  };
  learn(readX509s([...(stored?.certificates ?? []), ...all.flatMap((data) => data.certificates)]));

  const material: StoredMaterial = { certificates: [], ocsps: [], crls: [] };
  const done = new Set<string>();
  const queue = all.flatMap((data) => signersOf(data, [...pool.values()]));
  for (let certificate = queue.shift(); certificate; certificate = queue.shift()) {
    if (done.has(certificate.fingerprint) || done.size >= MAX_CERTIFICATES) continue;
    done.add(certificate.fingerprint);
    material.certificates.push(certificate.raw);
    if (isSelfIssued(certificate)) continue;
    const issuer = await findIssuer(certificate, [...pool.values()]);
    if (!issuer) continue;
    learn([issuer]);
    queue.push(issuer);
    // RFC 6960, 4.2.2.2.1: a responder's own certificate may say that nobody needs to ask about it.
    if (certificate.extensions.has(Oid.ocspNoCheck)) continue;
    const { status, ocsp, crl, certificates } = await fetchRevocation(certificate, issuer);
    if (status.status === 'revoked')
      throw new CertificateRevokedError(certificate.commonName, status.revokedAt);
    if (ocsp) material.ocsps.push(ocsp);
    if (crl) material.crls.push(crl);
    learn(certificates);
    queue.push(...certificates);
  }
  return material;
}

/** A signature's CMS and those of its timestamps. */
function signedDataTree(bytes: Uint8Array): SignedData[] {
  const data = readSignedData(bytes);
  const tokens = data.signers.flatMap(({ attributes, unsigned }) => [
    ...(attributes.get(Oid.contentTimeStamp) ?? []),
    ...(unsigned.get(Oid.signatureTimeStampToken) ?? []),
  ]);
  return [data, ...tokens.map((token) => readSignedData(token.raw))];
}

const signersOf = (data: SignedData, pool: X509[]): X509[] =>
  data.signers.flatMap(
    ({ issuer, serialNumber }) =>
      pool.find((item) => issuer?.equals(item.issuer) && serialNumber?.equals(item.serialNumber)) ?? [],
  );
