/** Asks the authorities of trusted paths for revocation state that the file does not carry. */
import { Oid } from '../cms/oids.ts';
import { accessAddresses, crlAddresses } from '../keys/certificate.ts';
import { ocspRequest } from '../revocation/fetchRevocation.ts';
import { getBounded, postBounded } from '../revocation/http.ts';
import { certificatePath } from '../trust/certificatePath.ts';
import { readable } from '../trust/malformed.ts';
import type { X509 } from '../trust/x509.ts';
import type { Integrity } from './integrity.ts';
import { readMaterial, revocationStatus } from './revocationInfo.ts';
import { readTimestampToken } from './timestampToken.ts';
import type { Evidence } from './trustQuestion.ts';

const MAX_CERTIFICATES = 50;

/** Adds to `evidence.material`. Only certificates whose path is trusted are asked about: others name addresses that nobody vouches for. */
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
  if (known && (known.nextUpdate ?? known.thisUpdate) >= at) return;
  for (const url of accessAddresses(certificate, Oid.ocsp).slice(0, 2)) {
    const reply = await postBounded(url, 'application/ocsp-request', ocspRequest(certificate, issuer)).catch(
      noAnswer,
    );
    const read = reply && readMaterial([reply], []).ocsps[0];
    if (!read || !revocationStatus(certificate, issuer, { ocsps: [read], crls: [] }, pool)) continue;
    material.ocsps.push(read);
    return;
  }
  for (const url of crlAddresses(certificate).slice(0, 2)) {
    const reply = await getBounded(url).catch(noAnswer);
    const read = reply && readMaterial([], [reply]).crls[0];
    if (!read) continue;
    material.crls.push(read);
    return;
  }
}

/** An authority that does not answer leaves the state unknown, which the report says. */
const noAnswer = (): undefined => undefined;
