import { X509Certificate } from 'node:crypto';
import type { Anchor } from '@congvan/signing';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import type { Upload } from '../records/checkUpload.ts';
import type { TrustOperator, TrustScheme } from '../tables.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { type InspectedTrustFile, inspectTrustFile } from './inspectTrustFile.ts';
import { readList, rootsOf } from './trustInForce.ts';
import { certificateWarnings, keyOf, listWarnings, type TrustWarning } from './trustWarnings.ts';

export interface TrustedCertificate {
  /** SHA-256 of the certificate, hexadecimal. */
  fingerprint: string;
  commonName: string;
  subject: string;
  issuer: string;
  notBefore: string;
  notAfter: string;
  key: string;
  purpose: 'signing' | 'timestamps' | 'both';
  /** When the list itself has it in force. */
  from: string | null;
  until: string | null;
  warnings: TrustWarning[];
}

export interface TrustPreview {
  kind: 'certificates' | 'tsl';
  /** To be given back with the file, so that what is added is what was looked at. */
  sha256: string;
  scheme: TrustScheme | null;
  /** Of an ETSI list whose signature is verified; `from` is the list in use that vouches for the operator. */
  operator: (TrustOperator & { from: string | null }) | null;
  pointerCount: number;
  total: number;
  /** The first 500. */
  certificates: TrustedCertificate[];
  warnings: TrustWarning[];
}

const MAX_SHOWN = 500;

/** What a file would make trusted, for an administrator to look at; nothing is kept. */
export async function previewTrustFile(
  office: Office,
  actor: Actor,
  files: { list: Upload; operators?: Upload | undefined },
): Promise<TrustPreview> {
  return auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'trust.manage');
    const file = await inspectTrustFile(office, files);
    const inUse = await certificatesInUse(office);
    const now = office.clock.now();
    const scheme = schemeOf(file);
    const operator = operatorOf(file);
    return {
      kind: file.kind,
      sha256: file.sha256,
      scheme,
      operator: operator && { ...operator, from: file.operatorFrom },
      pointerCount: file.pointers.length,
      total: file.anchors.length,
      certificates: shownCertificates(file.anchors, inUse, now),
      warnings: listWarnings(file, await newestOf(office, scheme), now),
    };
  });
}

export function shownCertificates(
  anchors: readonly Anchor[],
  inUse: ReadonlyMap<string, string>,
  now: Date,
): TrustedCertificate[] {
  return anchors.slice(0, MAX_SHOWN).map(({ certificate, from, until, purpose }) => ({
    fingerprint: certificate.fingerprint,
    commonName: certificate.commonName,
    ...namesOf(certificate.raw),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    key: keyOf(certificate).name,
    purpose: purpose ?? 'both',
    from: from?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
    warnings: certificateWarnings(certificate, purpose, inUse, now),
  }));
}

/** Names on one line, most general attribute first. */
function namesOf(raw: Uint8Array): { subject: string; issuer: string } {
  const { subject, issuer } = new X509Certificate(raw);
  return { subject: subject.replaceAll('\n', ', '), issuer: issuer.replaceAll('\n', ', ') };
}

export function schemeOf({ scheme }: Pick<InspectedTrustFile, 'scheme'>): TrustScheme | null {
  if (!scheme) return null;
  const { operator, territory, sequenceNumber = null, issuedAt, nextUpdate } = scheme;
  return {
    ...{ operator, territory, sequenceNumber },
    issuedAt: issuedAt?.toISOString() ?? null,
    nextUpdate: nextUpdate?.toISOString() ?? null,
  };
}

export function operatorOf({ signature }: Pick<InspectedTrustFile, 'signature'>): TrustOperator | null {
  if (!signature || !('operator' in signature)) return null;
  const { commonName, fingerprint } = signature.operator;
  return { commonName, fingerprint };
}

/** Fingerprint → by what it is trusted. */
async function certificatesInUse(office: Office): Promise<Map<string, string>> {
  const rows = await office.db
    .selectFrom('office.trustLists')
    .select(['name', 'sha256'])
    .where('enabled', '=', true)
    .execute();
  const lists = await Promise.all(
    rows.map(async (row) => ({ ...(await readList(office, row)), name: row.name })),
  );
  const all = [
    ...rootsOf(office.signing.trustedRoots).anchors.map((anchor) => [anchor, anchor.source] as const),
    ...lists.flatMap(({ anchors, name }) => anchors.map((anchor) => [anchor, name] as const)),
  ];
  return new Map(all.map(([{ certificate }, name]) => [certificate.fingerprint, name]));
}

async function newestOf({ db }: Office, scheme: TrustScheme | null): Promise<number | undefined> {
  if (!scheme) return undefined;
  const rows = await db
    .selectFrom('office.trustLists')
    .select('scheme')
    .where('enabled', '=', true)
    .where('kind', '=', 'tsl')
    .execute();
  const numbers = rows.flatMap((row) =>
    row.scheme?.operator === scheme.operator && row.scheme.territory === scheme.territory
      ? (row.scheme.sequenceNumber ?? [])
      : [],
  );
  return numbers.length ? Math.max(...numbers) : undefined;
}
