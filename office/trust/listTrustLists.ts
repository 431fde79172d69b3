import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import type { TrustOperator, TrustScheme } from '../tables.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { TrustListNotFoundError } from './errors.ts';
import { shownCertificates, type TrustedCertificate } from './previewTrustFile.ts';
import { readList, rootsOf, type TrustListRow } from './trustInForce.ts';

export interface TrustListView {
  id: string;
  name: string;
  kind: 'certificates' | 'tsl';
  purpose: 'signing' | 'timestamps' | 'both';
  validFrom: string | null;
  validUntil: string | null;
  enabled: boolean;
  /** Counts now: enabled and within its times. */
  inForce: boolean;
  sha256: string;
  scheme: TrustScheme | null;
  operator: TrustOperator | null;
  vouch: string | null;
  replacedBy: string | null;
  addedBy: ShownPerson | null;
  addedAt: string;
  total: number;
}

/** The lists of the administrators, newest first, and the roots of the server's configuration. */
export async function listTrustLists(
  office: Office,
  actor: Actor,
): Promise<{ items: TrustListView[]; configured: TrustedCertificate[] }> {
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'trust.manage'));
  const rows = await office.db
    .selectFrom('office.trustLists')
    .selectAll()
    .orderBy('addedAt', 'desc')
    .limit(1000)
    .execute();
  const people = await shownPeople(
    office.db,
    rows.map(({ addedBy }) => addedBy),
  );
  const now = office.clock.now();
  const items = await Promise.all(
    rows.map(async ({ addedBy, ...row }) => ({
      ...row,
      purpose: row.purpose ?? ('both' as const),
      validFrom: row.validFrom?.toISOString() ?? null,
      validUntil: row.validUntil?.toISOString() ?? null,
      inForce: isInForce(row, now),
      addedBy: people.get(addedBy ?? '') ?? null,
      addedAt: row.addedAt.toISOString(),
      total: (await readList(office, row)).anchors.length,
    })),
  );
  const { anchors } = rootsOf(office.signing.trustedRoots);
  return { items, configured: shownCertificates(anchors, new Map(), now) };
}

const isInForce = ({ enabled, validFrom, validUntil }: Omit<TrustListRow, 'addedBy'>, now: Date): boolean =>
  enabled && (!validFrom || validFrom <= now) && (!validUntil || validUntil > now);

export const readTrustListInput = z.object({ listId: id });

/** The certificates of a list (the first 500), and where its file lies in the file store. */
export async function readTrustList(
  office: Office,
  actor: Actor,
  input: z.input<typeof readTrustListInput>,
): Promise<{
  name: string;
  kind: 'certificates' | 'tsl';
  sha256: string;
  certificates: TrustedCertificate[];
  total: number;
}> {
  const { listId } = readTrustListInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'trust.manage'));
  const row = await office.db
    .selectFrom('office.trustLists')
    .select(['name', 'kind', 'sha256'])
    .where('id', '=', listId)
    .executeTakeFirst();
  if (!row) throw new TrustListNotFoundError(listId);
  const { anchors } = await readList(office, row);
  return {
    ...row,
    total: anchors.length,
    certificates: shownCertificates(anchors, new Map(), office.clock.now()),
  };
}
