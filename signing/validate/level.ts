/** Names the level that a signature has reached (EN 319 142-1, 6), by what is there. */
import { Oid } from '../cms/oids.ts';
import type { X509 } from '../trust/x509.ts';
import type { Integrity } from './integrity.ts';
import type { Level } from './report.ts';
import { type RevocationMaterial, revocationStatus } from './revocationInfo.ts';

export interface LevelFacts {
  /** A signature timestamp that belongs to this signature, or a document timestamp over its revision. */
  hasTimestamp: boolean;
  /** Path of the signer as far as it is known, self-signed root and anchor left out below. */
  path: readonly X509[];
  /** From the document security store alone. */
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

function hasLongTermMaterial({ stored, path, pool }: LevelFacts): boolean {
  if (!stored || (!stored.ocsps.length && !stored.crls.length)) return false;
  const [leaf, issuer] = path;
  return (
    leaf !== undefined && issuer !== undefined && revocationStatus(leaf, issuer, stored, pool) !== undefined
  );
}
