/** Which certificates a CRL speaks of: deltas and issuing distribution points (RFC 5280, 5.2.4, 5.2.5 and 6.3.3 b). */
import { children, type DerNode, oidText, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readable } from '../trust/malformed.ts';
import type { X509 } from '../trust/x509.ts';

export interface CrlScope {
  /** Not of all revocations: a delta, or only some reasons. It cannot say «good» alone. */
  partial: boolean;
  /** Users, authorities, or something that is none of ours: attribute certificates, other issuers' certificates. */
  only?: 'users' | 'authorities' | 'others';
  /** GeneralNames, DER, of the distribution point whose certificates alone are listed. */
  points?: Buffer[];
}

const DELTA_CRL_INDICATOR = '2.5.29.27';
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';

/** Extensions that change nothing about the scope: authority key identifier, number, freshest CRL, where the issuer is. */
const harmless = new Set<string>([
  Oid.authorityKeyIdentifier,
  Oid.crlNumber,
  Oid.authorityInfoAccess,
  '2.5.29.18',
  '2.5.29.46',
]);

/** @param extensions crlExtensions of the list */
export function crlScope(extensions: DerNode | undefined): CrlScope {
  const scope: CrlScope = { partial: false };
  for (const extension of extensions ? children(extensions) : []) {
    const [type, flag, value = flag] = children(extension);
    const dotted = oidText(type!);
    if (dotted === DELTA_CRL_INDICATOR) scope.partial = true;
    else if (dotted === ISSUING_DISTRIBUTION_POINT) readPoint(readDer(value!.content), scope);
    // 5.2: a list with a critical extension that is not understood says nothing of what it does not list.
    else if (flag?.tag === Tag.boolean && !harmless.has(dotted)) scope.partial = true;
  }
  return scope;
}

function readPoint(point: DerNode, scope: CrlScope): void {
  for (const field of children(point)) {
    const isTrue = field.content[0] !== 0;
    if (field.tag === 0xa0) scope.points = namesOf(field);
    else if (!isTrue) continue;
    else if (field.tag === 0x81) scope.only = 'users';
    else if (field.tag === 0x82) scope.only = 'authorities';
    else if (field.tag === 0x83) scope.partial = true;
    else scope.only = 'others';
  }
}

/** fullName of a DistributionPointName; a name relative to the issuer is not looked at, and fits nothing. */
function namesOf(wrapper: DerNode): Buffer[] {
  const [name] = children(wrapper);
  return name?.tag === 0xa0 ? children(name).map((item) => item.raw) : [];
}

/** Whether the certificate would stand in the list if it had been revoked: only then does its absence mean «good». */
export function wouldList({ partial, only, points }: CrlScope, certificate: X509): boolean {
  if (partial || only === 'others' || (only && (only === 'authorities') !== certificate.isAuthority))
    return false;
  if (!points) return true;
  const own = readable(() => distributionPoints(certificate)) ?? [];
  return own.some((name) => points.some((point) => point.equals(name)));
}

/** Names of the certificate's own distribution points; without cRLDistributionPoints, none. */
function distributionPoints({ extensions }: X509): Buffer[] {
  const value = extensions.get(Oid.crlDistributionPoints);
  if (!value) return [];
  return children(readDer(value)).flatMap((point) =>
    children(point).flatMap((field) => (field.tag === 0xa0 ? namesOf(field) : [])),
  );
}
