/** Finds and checks the way from a certificate to one that is trusted (RFC 5280, 6; EN 319 102-1, 5.2.6). */
import { Oid } from '../cms/oids.ts';
import { isSelfIssued } from '../keys/certificate.ts';
import {
  INHIBIT_ANY_POLICY,
  POLICY_CONSTRAINTS,
  POLICY_MAPPINGS,
  policyFault,
} from './certificatePolicies.ts';
import { readable } from './malformed.ts';
import { everyName, isWithin, NAME_CONSTRAINTS, narrowed } from './nameConstraints.ts';
import { nameKey } from './names.ts';
import type { Anchor, TrustStore } from './trustStore.ts';
import { isSignedBy, KeyUsage, type X509 } from './x509.ts';

export type PathProblem =
  | 'NO_CHAIN'
  | 'ANCHOR_NOT_IN_FORCE'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'NOT_AN_AUTHORITY'
  | 'PATH_TOO_LONG'
  | 'KEY_USAGE'
  | 'UNKNOWN_CRITICAL_EXTENSION'
  | 'NAME_CONSTRAINTS'
  | 'POLICIES';

export interface CertificatePath {
  /** From the certificate itself up to the anchor; as far as it goes when there is no anchor. */
  certificates: X509[];
  anchor?: Anchor;
  problem?: PathProblem;
  /** The certificate that the problem is with. */
  at?: X509;
}

const MAX_LENGTH = 12;
const MAX_STEPS = 300;

const understood = new Set<string>([
  Oid.basicConstraints,
  Oid.keyUsage,
  Oid.extendedKeyUsage,
  Oid.certificatePolicies,
  Oid.subjectAltName,
  Oid.authorityKeyIdentifier,
  Oid.subjectKeyIdentifier,
  Oid.crlDistributionPoints,
  Oid.authorityInfoAccess,
  Oid.ocspNoCheck,
  '1.3.6.1.5.5.7.1.3', // qcStatements
  NAME_CONSTRAINTS,
  POLICY_MAPPINGS,
  POLICY_CONSTRAINTS,
  INHIBIT_ANY_POLICY,
  '2.5.29.16', // privateKeyUsagePeriod
]);

/**
 * The best path at a time: one without a problem if there is any, else the one that came farthest.
 * @param pool certificates that may stand between
 */
export function certificatePath(
  leaf: X509,
  pool: Iterable<X509>,
  trust: TrustStore,
  at: Date,
): CertificatePath {
  const bySubject = new Map<string, X509[]>();
  for (const certificate of new Set([...pool, ...trust.anchors.map((item) => item.certificate)])) {
    const key = nameKey(certificate.subject);
    const list = bySubject.get(key);
    if (list) list.push(certificate);
    else bySubject.set(key, [certificate]);
  }
  let steps = 0;
  let best: CertificatePath = { certificates: [leaf], problem: 'NO_CHAIN', at: leaf };

  const walk = (path: X509[]): boolean => {
    const current = path.at(-1)!;
    for (const anchor of trust.anchors) {
      if (
        anchor.certificate.fingerprint !== current.fingerprint &&
        !sameKeyAndName(anchor.certificate, current)
      )
        continue;
      const found = judge(path, anchor, at);
      if (!found.problem) {
        best = found;
        return true;
      }
      if (!best.anchor) best = found;
    }
    if (path.length >= MAX_LENGTH) return false;
    const issuers = bySubject.get(nameKey(current.issuer)) ?? [];
    for (const issuer of issuers.toSorted(
      (a, b) => identifierMatch(current, b) - identifierMatch(current, a),
    )) {
      if (++steps > MAX_STEPS) return false;
      if (path.some((item) => item.fingerprint === issuer.fingerprint) || !isSignedBy(current, issuer))
        continue;
      const longer = [...path, issuer];
      if (!best.anchor && longer.length > best.certificates.length) {
        best = { certificates: longer, problem: 'NO_CHAIN', at: issuer };
      }
      if (walk(longer)) return true;
    }
    return false;
  };
  walk([leaf]);
  return best;
}

/** A root issued anew with the same key is the same anchor (RFC 5280, 6.1.1 d: a name and a key). */
const sameKeyAndName = (a: X509, b: X509): boolean =>
  a.publicKeyInfo.equals(b.publicKeyInfo) && nameKey(a.subject) === nameKey(b.subject);

const identifierMatch = (certificate: X509, issuer: X509): number =>
  certificate.authorityKeyIdentifier &&
  issuer.subjectKeyIdentifier?.equals(certificate.authorityKeyIdentifier)
    ? 1
    : 0;

function judge(path: X509[], anchor: Anchor, at: Date): CertificatePath {
  const fail = (problem: PathProblem, certificate: X509): CertificatePath => ({
    certificates: path,
    anchor,
    problem,
    at: certificate,
  });
  if ((anchor.from && at < anchor.from) || (anchor.until && at > anchor.until)) {
    return fail('ANCHOR_NOT_IN_FORCE', anchor.certificate);
  }
  // The anchor itself is believed, not checked; a leaf that is an anchor must still be within its time.
  const checked = path.length === 1 ? path : path.slice(0, -1);
  for (const certificate of checked) {
    if (at > certificate.notAfter) return fail('EXPIRED', certificate);
    if (at < certificate.notBefore) return fail('NOT_YET_VALID', certificate);
    for (const type of certificate.critical) {
      if (!understood.has(type)) return fail('UNKNOWN_CRITICAL_EXTENSION', certificate);
    }
  }
  for (const [index, issuer] of path.entries()) {
    if (index === 0) continue;
    const isAnchor = index === path.length - 1;
    // Old roots have no basicConstraints; as anchors they are believed all the same, unless they say otherwise.
    if (!issuer.isAuthority && !(isAnchor && !issuer.extensions.has(Oid.basicConstraints)))
      return fail('NOT_AN_AUTHORITY', issuer);
    if (issuer.keyUsage && !issuer.keyUsage.has(KeyUsage.keyCertSign)) return fail('KEY_USAGE', issuer);
    const below = path
      .slice(1, index)
      .filter((item) => nameKey(item.subject) !== nameKey(item.issuer)).length;
    if (issuer.pathLength !== undefined && below > issuer.pathLength) return fail('PATH_TOO_LONG', issuer);
  }
  const outside = outsideNames(path);
  if (outside) return fail('NAME_CONSTRAINTS', outside);
  const below = path.slice(0, -1).toReversed();
  const fault = readable(() => ({ certificate: policyFault(below) }));
  if (!fault || fault.certificate) return fail('POLICIES', fault?.certificate ?? path[0]!);
  return { certificates: path, anchor };
}

/** 6.1.3 b and c, 6.1.4 g; an anchor's own constraints hold as well (RFC 5937). @returns the first that is outside */
function outsideNames(path: readonly X509[]): X509 | undefined {
  let space = everyName;
  for (const [index, certificate] of [...path.entries()].toReversed()) {
    // A key's renewal under the same name is not asked (6.1.3 b), unless it is the last of the path.
    const asked = index < path.length - 1 && (index === 0 || !isSelfIssued(certificate));
    if (asked && !readable(() => isWithin(certificate, space))) return certificate;
    if (index === 0) return undefined;
    const next = readable(() => narrowed(space, certificate));
    if (!next) return certificate;
    space = next;
  }
  return undefined;
}
