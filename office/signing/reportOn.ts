import type { ValidationReport } from '@congvan/signing';
import { jsonText } from '@congvan/storage';
import type { Office } from '../office.ts';
import { type TrustInForce, trustInForce } from '../trust/trustInForce.ts';
import { refusing } from './errors.ts';

/** A report is told again for a day at most: what authorities say of certificates may change. */
const KEPT_MS = 24 * 3_600_000;

/**
 * The validation report of a stored PDF. It is kept by the file's content and by all that was trusted and decided when
 * it was made, and until a certificate or an authority's time in force begins or ends: a list that changes makes every
 * report anew.
 */
export async function reportOn(office: Office, sha256: string): Promise<ValidationReport> {
  const { db, files, clock } = office;
  const trusted = await trustInForce(office);
  const trustVersion = trusted.version;
  const now = clock.now();
  const kept = await db
    .selectFrom('office.signatureReports')
    .select('report')
    .where('sha256', '=', sha256)
    .where('trustVersion', '=', trustVersion)
    .where('goodUntil', '>', now)
    .where('createdAt', '<=', now)
    .executeTakeFirst();
  if (kept) return kept.report as ValidationReport;
  const bytes = await files.get(sha256);
  const report = await reportMade(office, bytes, trusted, now);
  // «Unknown» may be known tomorrow (EN 319 102-1, TRY_LATER): it is not kept.
  if (report.signatures.some(({ verdict }) => verdict === 'unknown')) return report;
  const ends = report.holdsUntil ? Date.parse(report.holdsUntil) : Number.POSITIVE_INFINITY;
  const made = {
    report: jsonText(report),
    createdAt: now,
    goodUntil: new Date(Math.min(now.getTime() + KEPT_MS, ends)),
  };
  await db
    .insertInto('office.signatureReports')
    .values({ sha256, trustVersion, ...made })
    .onConflict((conflict) => conflict.columns(['sha256', 'trustVersion']).doUpdateSet(made))
    .execute();
  return report;
}

/** The validation report of a PDF that is not the office's: nothing of it is kept. @throws {SigningRefusedError} */
export async function reportOnBytes(office: Office, bytes: Uint8Array): Promise<ValidationReport> {
  return reportMade(office, bytes, await trustInForce(office), office.clock.now());
}

function reportMade(
  office: Office,
  bytes: Uint8Array,
  { trust, policy: { online, requireRevocation } }: TrustInForce,
  at: Date,
): Promise<ValidationReport> {
  return refusing(() => office.validate(bytes, { trust, at, online, requireRevocation }));
}
