/** Names the level that a signature has reached (EN 319 142-1, 6), by what is there. */
import { Oid } from '../cms/oids.ts';
import { isSelfIssued } from '../keys/certificate.ts';
import type { X509 } from '../trust/x509.ts';
import type { Integrity } from './integrity.ts';
import type { Level } from './report.ts';
import { type RevocationMaterial, revocationStatus } from './revocationInfo.ts';

export interface LevelFacts {
  /** A signature timestamp that belongs to this signature, or a document timestamp over its revision. */
  hasTimestamp: boolean;
  /** Paths of the signer and of its timestamps' authorities, as far as they are known. */
  paths: readonly (readonly X509[])[];
  /** From the document security store alone, when it was written to after the signature. */
  stored: RevocationMaterial | undefined;
  pool: readonly X509[];
  /** A document timestamp stands over a revision that already had the store. */
  isArchived: boolean;
}

export function levelOf(integrity: Integrity, facts: LevelFacts): Level {
  const { signature, signer, signedData } = integrity;
  if (signature.kind === 'document-timestamp') return 'DOC-TIMESTAMP';
  if (!signer || !signedData) return 'UNKNOWN';
  const family = isBaseline(integrity) ? 'B' : 'PKCS7';
  if (!facts.hasTimestamp) return `${family}-B`;
  if (!hasLongTermMaterial(facts)) return `${family}-T`;
  return facts.isArchived ? `${family}-LTA` : `${family}-LT`;
}

/** EN 319 142-1, table 1: what every baseline signature has. */
function isBaseline({ signature, signer, signedData, namesCertificate }: Integrity): boolean {
  return (
    signature.subFilter === 'ETSI.CAdES.detached' &&
    namesCertificate &&
    signer!.attributes.has(Oid.contentType) &&
    signer!.attributes.has(Oid.messageDigest) &&
    signedData!.certificates.length > 0
  );
}

/** EN 319 142-1, 5.4: revocation state of every certificate that needs one, in the security store. */
function hasLongTermMaterial({ stored, paths, pool }: LevelFacts): boolean {
  if (!stored || (!stored.ocsps.length && !stored.crls.length)) return false;
  return paths.every((path) =>
    path.every((certificate, index) => {
      const issuer = path[index + 1];
      if (!issuer || certificate.extensions.has(Oid.ocspNoCheck))
        return path.length > 1 || isSelfIssued(certificate);
      return revocationStatus(certificate, issuer, stored, pool) !== undefined;
    }),
  );
}
