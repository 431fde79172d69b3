/** Whom the office trusts now: the roots of the configuration and the lists of its administrators. */
import { createHash } from 'node:crypto';
import { type Anchor, type TrustFile, type TrustStore, trustFromPem } from '@congvan/signing';
import type { Selectable } from 'kysely';
import type { Office } from '../office.ts';
import type { TrustListsTable } from '../tables.ts';
import { readingTrust } from './errors.ts';
import { type SignaturePolicy, signaturePolicy } from './signaturePolicy.ts';

export type TrustListRow = Selectable<TrustListsTable>;

export interface TrustInForce {
  trust: TrustStore;
  policy: SignaturePolicy;
  /** Of all that decides a report besides the file and the time. */
  version: string;
}

/** Raised when the rules of validation change: reports kept under the former ones are not told again. */
const RULES = 3;

export async function trustInForce(office: Office): Promise<TrustInForce> {
  const { db, signing } = office;
  const rows = await db
    .selectFrom('office.trustLists')
    .selectAll()
    .where('enabled', '=', true)
    .orderBy('id')
    .execute();
  const policy = await signaturePolicy(db);
  const { requireRevocation, online } = policy;
  const roots = rootsOf(signing.trustedRoots);
  const lists = rows.map(({ id, name, sha256, purpose, validFrom, validUntil }) => ({
    ...{ id, name, sha256, purpose, validFrom, validUntil },
  }));
  const decides = { rules: RULES, roots: roots.digest, lists, requireRevocation, online };
  const anchors = await Promise.all(rows.map(async (row) => anchorsOf(row, await readList(office, row))));
  return {
    trust: { anchors: [...roots.anchors, ...anchors.flat()] },
    policy,
    version: createHash('sha256').update(JSON.stringify(decides)).digest('hex'),
  };
}

/** What a list adds: its authorities, within the times and for the purpose that the administrator gave it. */
function anchorsOf(
  {
    name,
    purpose,
    validFrom,
    validUntil,
  }: Pick<TrustListRow, 'name' | 'purpose' | 'validFrom' | 'validUntil'>,
  { anchors }: Pick<TrustFile, 'anchors'>,
): Anchor[] {
  return anchors.flatMap(({ certificate, ...own }) => {
    const from = [own.from, validFrom]
      .flatMap((date) => date ?? [])
      .sort((a, b) => b.getTime() - a.getTime())[0];
    const until = [own.until, validUntil]
      .flatMap((date) => date ?? [])
      .sort((a, b) => a.getTime() - b.getTime())[0];
    const serves = own.purpose ?? purpose ?? undefined;
    if ((from && until && from >= until) || (own.purpose && purpose && own.purpose !== purpose)) return [];
    return [
      {
        certificate,
        source: name,
        ...(from ? { from } : {}),
        ...(until ? { until } : {}),
        ...(serves ? { purpose: serves } : {}),
      },
    ];
  });
}

const MAX_READ = 50;
const filesRead = new Map<string, Promise<TrustFile>>();

/** A list is read once, whoever asks meanwhile: its file never changes. */
export function readList(
  office: Pick<Office, 'files' | 'readTrust'>,
  { sha256 }: Pick<TrustListRow, 'sha256'>,
): Promise<TrustFile> {
  const known = filesRead.get(sha256);
  if (known) return known;
  if (filesRead.size >= MAX_READ) filesRead.delete(filesRead.keys().next().value!);
  const reading = readNow(office, sha256);
  filesRead.set(sha256, reading);
  reading.catch(() => filesRead.delete(sha256));
  return reading;
}

async function readNow({ files, readTrust }: Pick<Office, 'files' | 'readTrust'>, sha256: string) {
  const bytes = await files.get(sha256);
  return readingTrust(() => readTrust(bytes, sha256));
}

interface Roots {
  anchors: Anchor[];
  digest: string;
}
const rootsRead = new WeakMap<Uint8Array[], Roots>();

export function rootsOf(roots: Uint8Array[]): Roots {
  const before = rootsRead.get(roots);
  if (before) return before;
  const digest = createHash('sha256');
  for (const root of roots) digest.update(root);
  const made = {
    anchors: roots.flatMap((root) => trustFromPem(root, { source: 'CONGVAN_TRUST_PEM' }).anchors),
    digest: digest.digest('hex'),
  };
  rootsRead.set(roots, made);
  return made;
}
