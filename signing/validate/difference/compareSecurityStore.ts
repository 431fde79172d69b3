/** The document security store may grow at any time (ISO 32000-2, 12.8.2.2.2; EN 319 142-1, 5.4.2). */
import { PdfError } from '../../pdf/errors.ts';
import { isDict, isRef, isStream, type PdfObject } from '../../pdf/objects.ts';
import type { Comparison } from './comparison.ts';
import { eachReference } from './references.ts';
import { sameObject } from './sameObject.ts';

export function compareSecurityStore(comparison: Comparison): void {
  const { before, after, changed, report, explain, explained, isShown } = comparison;
  const now = after.catalog.entries.get('DSS');
  const touched: number[] = [];
  let foreign = false;
  const visit = (num: number): boolean => {
    if (!changed.modified.has(num) && !changed.added.has(num)) return true;
    touched.push(num);
    const object = after.locate(num)?.object;
    if (isStream(object) && !isMaterial(comparison, object)) foreign = true;
    return true;
  };
  if (isDict(after.resolve(now))) eachReference(after, [now], visit);
  const same = touched.length === 0 && sameObject(before.catalog.entries.get('DSS'), before, now, after);
  if (same) return;
  if (foreign) {
    report('structure', false, 'Kho dữ liệu xác thực (DSS) chứa dữ liệu lạ');
    return;
  }
  const root = before.trailer.entries.get('Root');
  const known = new Set<number>(isRef(root) ? [root.num] : []);
  eachReference(before, [before.catalog.entries.get('DSS')], (num) => {
    known.add(num);
    return true;
  });
  const { holders } = comparison.reach();
  const isStoresOwn = (num: number) =>
    known.has(num) && [...(holders.get(num)?.keys() ?? [])].every((holder) => known.has(holder));
  for (const num of touched) if (isStoresOwn(num) && !isShown(num)) explained.add(num);
  explain(now, before.catalog.entries.get('DSS'));
  report('validation-material-added', true, 'Dữ liệu xác thực (chứng thư, OCSP, CRL) được bổ sung');
}

/** Certificates, OCSP responses and CRLs are DER sequences; nothing else belongs there. */
function isMaterial({ after }: Comparison, object: PdfObject): boolean {
  if (!isStream(object)) return true;
  try {
    return after.file.decode(object, after.revision)[0] === 0x30;
  } catch (error) {
    if (error instanceof PdfError) return false;
    throw error;
  }
}
