/**
 * What differs between the revision that a signature covers and the file as it is now, and whether the
 * signature allows it (ISO 32000-1, 12.8.2.2; ISO 32000-2, 12.8.2.2.2 for security stores and timestamps).
 * Whatever is not known to be allowed is a change.
 */
import { fields } from '../../pdf/fields.ts';
import { isDict, isRef } from '../../pdf/objects.ts';
import type { PdfFile, Revision } from '../../pdf/pdfFile.ts';
import type { Change } from '../report.ts';
import { isCarrier } from './changedObjects.ts';
import type { ChangeCode } from './changeWords.ts';
import { compareFields } from './compareFields.ts';
import { comparePages } from './comparePages.ts';
import { compareSecurityStore } from './compareSecurityStore.ts';
import { compareStructure } from './compareStructure.ts';
import { type Comparison, newComparison } from './comparison.ts';
import { drawnByPages } from './drawn.ts';
import type { Permissions } from './permissions.ts';
import { readersDisagree } from './readersDisagree.ts';
import { reachOf } from './references.ts';
import { differingKeys } from './sameObject.ts';
import { unaccountedByte } from './unaccountedBytes.ts';

export function differences(file: PdfFile, signedRevision: number, permissions: Permissions): Change[] {
  const stray = unaccountedByte(file, signedRevision);
  if (signedRevision === file.last && stray === undefined) return [];
  const comparison = newComparison(file, signedRevision, permissions);
  const { before, after, changed, report } = comparison;
  if (stray !== undefined) {
    report('unaccounted-bytes', false, 'UNACCOUNTED_BYTES', { offset: stray });
  }
  if (signedRevision === file.last) return comparison.changes;
  const disagreement = readersDisagree(file, signedRevision, changed);
  if (disagreement) report('structure', false, ...disagreement);
  compareTrailers(file, comparison);
  compareCatalogs(comparison);
  compareSecurityStore(comparison);
  const signatureWidgets = compareFields(comparison, fields(before), fields(after));
  comparePages(comparison, signatureWidgets);
  compareStructure(comparison, signatureWidgets);
  const left = [...changed.modified].filter(
    (num) => !comparison.isAccepted(num) && !isStamped(comparison, num),
  );
  if (!left.length && !changed.added.size) return comparison.changes;
  const { reached, dangling } = comparison.reach();
  // What nothing led to in the signed revision is as good as new.
  // What nothing leads to any more is gone with what led to it, which is judged for itself.
  const still = left.length ? reachOf(after).reached : new Set<number>();
  const wrong = left.filter((num) => reached.has(num) && still.has(num));
  for (const num of wrong.slice(0, MAX_REPORTED)) reportModified(comparison, num);
  const woken = [...changed.added].find((num) => dangling.has(num));
  if (woken !== undefined) {
    report('content', false, 'OBJECT_WOKEN', { object: woken });
  }
  return comparison.changes;
}

function compareTrailers(file: PdfFile, { before, report, explain, after }: Comparison): void {
  const isRoot = (revision: Revision) => {
    const root = file.at(revision.index).resolve(revision.trailer.entries.get('Root'));
    return isDict(root) && root.entries.has('Pages');
  };
  // The newest root is compared below; one between that is none at all has no honest reason.
  if (!file.revisions.slice(before.revision + 1).every(isRoot)) {
    report('structure', false, 'ROOT_REPLACED');
  }
  explain(after.trailer.entries.get('Info'), before.trailer.entries.get('Info'));
}

const looseCatalogKeys = new Set(['AcroForm', 'DSS', 'Extensions', 'Metadata', 'Version']);

function compareCatalogs({ before, after, changed, report, accept, explain }: Comparison): void {
  const root = after.trailer.entries.get('Root');
  const metadata = after.catalog.entries.get('Metadata');
  if (isRef(metadata)) {
    if (changed.modified.has(metadata.num) || changed.added.has(metadata.num)) {
      report('metadata', true, 'METADATA');
    }
    explain(metadata, before.catalog.entries.get('Metadata'));
  }
  const old = before.trailer.entries.get('Root');
  const moved = !isRef(root) || !isRef(old) || root.num !== old.num;
  if (!moved && !changed.modified.has(root.num)) return;
  for (const key of differingKeys(before.catalog, before, after.catalog, after)) {
    if (!looseCatalogKeys.has(key)) report('structure', false, 'CATALOG_ENTRY', { key: key.slice(0, 40) });
  }
  explain(after.catalog.entries.get('Extensions'), before.catalog.entries.get('Extensions'));
  // One that moved stands where nothing was, or it took the place of something else.
  if (!moved) accept(root.num);
}

/** One would do; some more help a person to see what happened. */
const MAX_REPORTED = 10;

/** iText writes its version, `/ITXT`, into the page tree of every file that it updates. */
function isStamped({ before, after, pagesBefore, isDrawn }: Comparison, num: number): boolean {
  if (!pagesBefore.some((page) => page.parents.includes(num)) || isDrawn(num)) return false;
  const keys = differingKeys(before.locate(num)?.object, before, after.locate(num)?.object, after);
  return keys.every((key) => key === 'ITXT');
}

function reportModified(comparison: Comparison, num: number): void {
  const { before, pagesBefore, report } = comparison;
  const page = pagesBefore.find((item) => item.ref.num === num || drawnByPages(before, [item]).has(num));
  if (page) report('content', false, 'PAGE_CONTENT', { page: page.index + 1 });
  else report('content', false, modifiedObject(comparison, num), { object: num });
}

function modifiedObject({ before, after, pagesBefore }: Comparison, num: number): ChangeCode {
  const old = before.locate(num)?.object;
  if (isCarrier(old)) return 'OBJECT_REPLACED';
  if (pagesBefore.some((page) => page.parents.includes(num))) return 'PAGE_LIST';
  const dict = before.dict(old);
  if (dict?.entries.has('Subtype') && dict.entries.has('Rect')) return 'ANNOTATION_CHANGED';
  return after.locate(num) ? 'OBJECT_CHANGED' : 'OBJECT_REMOVED';
}
