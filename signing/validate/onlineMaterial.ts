/** Asks the authorities of trusted paths what has happened since the file's own word on revocation was given. */
import { Oid } from '../cms/oids.ts';
import {
  type FetchedRevocation,
  fetchRevocation,
  RevocationUnavailableError,
} from '../revocation/fetchRevocation.ts';
import { certificatePath } from '../trust/certificatePath.ts';
import { readable } from '../trust/malformed.ts';
import type { X509 } from '../trust/x509.ts';
import type { Integrity } from './integrity.ts';
import { isRevokedForGood, readMaterial, revocationStatus } from './revocationInfo.ts';
import { readTimestampToken } from './timestampToken.ts';
import type { Evidence } from './trustQuestion.ts';

const MAX_CERTIFICATES = 50;

/**
 * Adds to `evidence.material`, also where a list of the file is still in force: what was revoked since it was issued
 * stands in none (EN 319 102-1, 5.2.5). Only certificates whose path is trusted are asked about: others name
 * addresses that nobody vouches for.
 */
export async function onlineMaterial(evidence: Evidence, integrities: Integrity[], at: Date): Promise<void> {
  const pairs = new Map<string, [X509, X509]>();
  for (const certificate of integrities.flatMap(certificatesOf)) {
    const { certificates, problem } = certificatePath(certificate, evidence.pool, evidence.trust, at);
    if (problem && problem !== 'EXPIRED') continue;
    certificates.slice(0, -1).forEach((item, index) => {
      const issuer = certificates[index + 1]!;
      if (pairs.size < MAX_CERTIFICATES) pairs.set(item.fingerprint, [item, issuer]);
    });
  }
  await Promise.all([...pairs.values()].map(([item, issuer]) => ask(evidence, item, issuer, at)));
}

/** The signer's, and those of the authorities of its timestamps. */
export function certificatesOf({ certificate, signer }: Integrity): X509[] {
  const tokens = signer?.unsigned.get(Oid.signatureTimeStampToken) ?? [];
  // One that cannot be read is judged, and told, where the timestamp itself is.
  const authorities = tokens
    .slice(0, 5)
    .flatMap((token) => readable(() => readTimestampToken(token.raw).certificates) ?? []);
  return certificate ? [certificate, ...authorities] : authorities;
}

async function ask({ material, pool }: Evidence, certificate: X509, issuer: X509, at: Date): Promise<void> {
  const known = revocationStatus(certificate, issuer, material, pool);
  if (known && (isRevokedForGood(known) || known.thisUpdate >= at)) return;
  const asked = fetchRevocation(certificate, issuer, { pool, forThePast: true });
  const { ocsp, crl } = await asked.catch(noAnswer);
  const read = readMaterial(ocsp ? [ocsp] : [], crl ? [crl] : []);
  material.ocsps.push(...read.ocsps);
  material.crls.push(...read.crls);
}

/** An authority that does not answer leaves what is known as it is, which the report says. */
function noAnswer(error: Error): Partial<FetchedRevocation> {
  if (error instanceof RevocationUnavailableError) return {};
  throw error;
}
