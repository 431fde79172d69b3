import { createHash } from 'node:crypto';
import {
  joinTrust,
  type TrustStore,
  trustFromPem,
  type ValidationReport,
  validatePdf,
} from '@congvan/signing';
import type { Office } from '../office.ts';
import { refusing } from './errors.ts';

/** The validation report of a stored PDF, kept by its content and by what was trusted when it was made. */
export async function reportOn(office: Office, sha256: string): Promise<ValidationReport> {
  const { db, files, clock, signing } = office;
  const { trust, version: trustVersion } = trustOf(signing.trustedRoots);
  const kept = await db
    .selectFrom('office.signatureReports')
    .select('report')
    .where('sha256', '=', sha256)
    .where('trustVersion', '=', trustVersion)
    .executeTakeFirst();
  if (kept) return kept.report as ValidationReport;
  const bytes = await files.get(sha256);
  const report = await refusing(() => validatePdf(bytes, { trust, at: clock.now() }));
  // «Unknown» may be known tomorrow (EN 319 102-1, TRY_LATER): it is not kept.
  if (report.signatures.some(({ verdict }) => verdict === 'unknown')) return report;
  await db
    .insertInto('office.signatureReports')
    .values({ sha256, trustVersion, report: JSON.stringify(report), createdAt: clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return report;
}

interface Trust {
  trust: TrustStore;
  version: string;
}
const known = new WeakMap<Uint8Array[], Trust>();

function trustOf(roots: Uint8Array[]): Trust {
  const before = known.get(roots);
  if (before) return before;
  const digest = createHash('sha256');
  for (const root of roots) digest.update(root);
  const made = {
    trust: joinTrust(...roots.map((root) => trustFromPem(root))),
    version: digest.digest('hex'),
  };
  known.set(roots, made);
  return made;
}
