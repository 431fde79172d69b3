import { schemeOf, signatureIdentifier, signBytes } from '../cms/algorithms.ts';
import {
  bitString,
  context,
  contextPrimitive,
  enumerated,
  integer,
  octetString,
  oid,
  sequence,
  time,
} from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from '../keys/certificate.ts';
import { keyIdentifier } from './issueCertificate.ts';
import type { IssuedEntry } from './issuedRecords.ts';
import type { TestAuthority } from './testAuthority.ts';

const DAY = 86_400_000;

/** A certificate revocation list (RFC 5280, 5) of what has been revoked up to `at`, good for a day. */
export async function revocationList(
  issuer: TestAuthority['issuing'],
  revoked: readonly IssuedEntry[],
  at: Date,
): Promise<Buffer> {
  const certificate = readCertificate(issuer.certificate);
  const scheme = schemeOf(issuer.privateKey);
  const algorithm = signatureIdentifier(scheme, 'sha256');
  const entries = revoked.map((entry) =>
    sequence(
      integer(Buffer.from(entry.serialNumber, 'hex')),
      time(new Date(entry.revokedAt!)),
      ...(entry.reason
        ? [sequence(sequence(oid(Oid.crlReason), octetString(enumerated(entry.reason))))]
        : []),
    ),
  );
  const extensions = sequence(
    sequence(
      oid(Oid.authorityKeyIdentifier),
      octetString(sequence(contextPrimitive(0, keyIdentifier(certificate.publicKeyInfo)))),
    ),
    sequence(oid(Oid.crlNumber), octetString(integer(Math.floor(at.getTime() / 1000)))),
  );
  const toBeSigned = sequence(
    integer(1),
    algorithm,
    certificate.subject,
    time(at),
    time(new Date(at.getTime() + DAY)),
    ...(entries.length ? [sequence(...entries)] : []),
    context(0, extensions),
  );
  const signature = await signBytes(scheme, 'sha256', issuer.privateKey, toBeSigned);
  return sequence(toBeSigned, algorithm, bitString(signature));
}
