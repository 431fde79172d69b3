/** Asks an issuer for the state of a certificate: OCSP (RFC 6960) first, its CRL (RFC 5280) else. */
import { createHash } from 'node:crypto';
import { children, integer, nullValue, octetString, oid, readDer, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { accessAddresses, crlAddresses } from '../keys/certificate.ts';
import { CLOCK_SKEW } from '../trust/clockSkew.ts';
import type { X509 } from '../trust/x509.ts';
import {
  isRevokedForGood,
  type RevocationStatus,
  readMaterial,
  revocationStatus,
} from '../validate/revocationInfo.ts';
import { getBounded, postBounded } from './http.ts';

/** No authority of a certificate gave a word on it that can be believed. */
export class RevocationUnavailableError extends Error {
  readonly code = 'REVOCATION_UNAVAILABLE';
  constructor(
    readonly commonName: string,
    readonly reasons: string[],
  ) {
    super(`Không kiểm tra được trạng thái thu hồi của «${commonName}». ${reasons.join('; ')}`);
    this.name = 'RevocationUnavailableError';
  }
}

export interface FetchedRevocation {
  status: RevocationStatus;
  ocsp?: Buffer;
  crl?: Buffer;
  /** Certificates of the responder. */
  certificates: X509[];
}

interface FetchOptions {
  /** Where certificates of responders may be found that an answer leaves out. */
  pool?: readonly X509[];
  /** For the past, the last word of an authority that speaks no more will do where there is no current one. */
  forThePast?: boolean;
}

/** @throws RevocationUnavailableError */
export async function fetchRevocation(
  certificate: X509,
  issuer: X509,
  { pool = [], forThePast = false }: FetchOptions = {},
): Promise<FetchedRevocation> {
  const reasons: string[] = [];
  let last: FetchedRevocation | undefined;
  const query = ocspRequest(certificate, issuer);
  for (const url of accessAddresses(certificate, Oid.ocsp).slice(0, 3)) {
    const reply = await postBounded(url, 'application/ocsp-request', query).catch(note(reasons, url));
    const material = readMaterial(reply ? [reply] : [], []);
    const status = revocationStatus(certificate, issuer, material, pool);
    if (reply && status) {
      const found = { status, ocsp: reply, certificates: material.ocsps[0]!.certificates };
      if (isCurrent(status)) return found;
      last ??= found;
    }
    if (reply) reasons.push(`${url}: trả lời không dùng được`);
  }
  for (const url of crlAddresses(certificate).slice(0, 3)) {
    const reply = await getBounded(url).catch(note(reasons, url));
    const status = revocationStatus(certificate, issuer, readMaterial([], reply ? [reply] : []), pool);
    if (reply && status) {
      const found = { status, crl: reply, certificates: [] };
      if (isCurrent(status)) return found;
      last ??= found;
    }
    if (reply) reasons.push(`${url}: danh sách thu hồi không dùng được`);
  }
  if (last && forThePast) return last;
  throw new RevocationUnavailableError(certificate.commonName, reasons);
}

/** «Good» from before, played back, would hide what happened since (RFC 6960, 4.2.2.1; RFC 5280, 5.1.2.5). */
const isCurrent = (status: RevocationStatus): boolean =>
  isRevokedForGood(status) ||
  (status.thisUpdate.getTime() <= Date.now() + CLOCK_SKEW &&
    (status.nextUpdate === undefined || status.nextUpdate.getTime() >= Date.now() - CLOCK_SKEW));

const note =
  (reasons: string[], url: string) =>
  (error: Error): undefined => {
    reasons.push(`${url}: ${error.message}`);
    return undefined;
  };

/** RFC 6960, 4.1.1; SHA-1 in CertID is a name, as RFC 5019 asks for. */
export function ocspRequest(certificate: X509, issuer: X509): Buffer {
  const digest = (bytes: Buffer) => octetString(createHash('sha1').update(bytes).digest());
  const key = children(readDer(issuer.publicKeyInfo))[1]!.content.subarray(1);
  const serial = integer(readDer(certificate.serialNumber).content);
  const id = sequence(sequence(oid(Oid.sha1), nullValue()), digest(certificate.issuer), digest(key), serial);
  return sequence(sequence(sequence(sequence(id))));
}
