/**
 * Certificate policies along a path (RFC 5280, 6.1.2 to 6.1.5), every policy being acceptable to the user. Only whether
 * the tree of valid policies still has leaves decides, so one level of it is kept, one node a policy.
 */
import { children, type DerNode, expectTag, oidText, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { isSelfIssued } from '../keys/certificate.ts';
import type { X509 } from './x509.ts';

export const POLICY_MAPPINGS = '2.5.29.33';
export const POLICY_CONSTRAINTS = '2.5.29.36';
export const INHIBIT_ANY_POLICY = '2.5.29.54';
const ANY = '2.5.29.32.0';
const MAX_POLICIES = 500;

/** valid_policy → expected_policy_set of the deepest level. */
type Level = Map<string, Set<string>>;

/** @param path below the anchor, from its own first certificate to the last @returns the one that is not acceptable */
export function policyFault(path: readonly X509[]): X509 | undefined {
  let level: Level = new Map([[ANY, new Set([ANY])]]);
  const unbounded = path.length + 1;
  let explicit = unbounded;
  let inhibitAny = unbounded;
  let mapping = unbounded;
  for (const [index, certificate] of path.entries()) {
    const isLast = index === path.length - 1;
    const selfIssued = isSelfIssued(certificate);
    level = nextLevel(level, certificate, inhibitAny > 0 || (!isLast && selfIssued));
    if (explicit === 0 && level.size === 0) return certificate;
    const { requireExplicit, inhibitMapping } = constraintsOf(certificate);
    if (isLast) {
      if (explicit > 0) explicit--;
      if (requireExplicit === 0) explicit = 0;
      return explicit === 0 && level.size === 0 ? certificate : undefined;
    }
    const mapped = mapPolicies(level, certificate, mapping > 0);
    if (!mapped) return certificate;
    level = mapped;
    if (!selfIssued) {
      explicit = Math.max(0, explicit - 1);
      mapping = Math.max(0, mapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicit = Math.min(explicit, requireExplicit ?? explicit);
    mapping = Math.min(mapping, inhibitMapping ?? mapping);
    const inhibited = certificate.extensions.get(INHIBIT_ANY_POLICY);
    if (inhibited) inhibitAny = Math.min(inhibitAny, numberOf(readDer(inhibited)));
  }
  return undefined;
}

/** 6.1.3 d and e. */
function nextLevel(level: Level, certificate: X509, anyCounts: boolean): Level {
  const policies = policiesOf(certificate);
  const next: Level = new Map();
  const expected = new Set([...level.values()].flatMap((set) => [...set]));
  for (const policy of policies) {
    if (policy !== ANY && (expected.has(policy) || level.has(ANY))) next.set(policy, new Set([policy]));
  }
  if (policies.has(ANY) && anyCounts) {
    for (const policy of expected) if (!next.has(policy)) next.set(policy, new Set([policy]));
  }
  return next;
}

/** 6.1.4 a and b. @returns undefined when «any policy» is mapped, which nobody may */
function mapPolicies(level: Level, certificate: X509, allowed: boolean): Level | undefined {
  const extension = certificate.extensions.get(POLICY_MAPPINGS);
  if (!extension) return level;
  const mappings: Level = new Map();
  for (const pair of children(expectTag(readDer(extension), Tag.sequence)).slice(0, MAX_POLICIES)) {
    const [from, to] = children(pair).map(oidText);
    if (!from || !to || from === ANY || to === ANY) return undefined;
    mappings.set(from, (mappings.get(from) ?? new Set()).add(to));
  }
  const mapped: Level = new Map(level);
  for (const [from, to] of mappings) {
    if (!allowed) mapped.delete(from);
    else if (level.has(from) || level.has(ANY)) mapped.set(from, to);
  }
  return mapped;
}

function policiesOf(certificate: X509): Set<string> {
  const extension = certificate.extensions.get(Oid.certificatePolicies);
  if (!extension) return new Set();
  const all = children(expectTag(readDer(extension), Tag.sequence)).slice(0, MAX_POLICIES);
  return new Set(all.map((policy) => oidText(children(policy)[0]!)));
}

function constraintsOf(certificate: X509): { requireExplicit?: number; inhibitMapping?: number } {
  const extension = certificate.extensions.get(POLICY_CONSTRAINTS);
  const fields = extension ? children(expectTag(readDer(extension), Tag.sequence)) : [];
  const [require, inhibit] = [0x80, 0x81].map((tag) => fields.find((field) => field.tag === tag));
  return {
    ...(require ? { requireExplicit: numberOf(require) } : {}),
    ...(inhibit ? { inhibitMapping: numberOf(inhibit) } : {}),
  };
}

const numberOf = ({ content }: DerNode): number => content.readUIntBE(0, Math.min(content.length, 6));
