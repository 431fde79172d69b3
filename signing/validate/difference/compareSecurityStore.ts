/** The document security store may grow at any time (ISO 32000-2, 12.8.2.2.2; EN 319 142-1, 5.4.2). */
import { PdfError } from '../../pdf/errors.ts';
import { isDict, isRef, isStream, type PdfObject } from '../../pdf/objects.ts';
import type { Comparison } from './comparison.ts';
import { eachReference } from './references.ts';
import { sameObject } from './sameObject.ts';

export function compareSecurityStore(comparison: Comparison): void {
  const { before, after, changed, report, explain, accept } = comparison;
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
    report('structure', false, 'STORE_FOREIGN');
    return;
  }
  const root = before.trailer.entries.get('Root');
  const store = new Set<number>();
  eachReference(before, [before.catalog.entries.get('DSS')], (num) => {
    store.add(num);
    return true;
  });
  const { holders } = comparison.reach();
  const direct = countReferences(before.catalog.entries.get('DSS'));
  /** Nothing but the store refers to it: the root, too, only as its store. */
  const isStoresOwn = (num: number) =>
    store.has(num) &&
    [...(holders.get(num) ?? [])].every(([holder, count]) =>
      isRef(root) && holder === root.num ? count === (direct.get(num) ?? 0) : store.has(holder),
    );
  for (const num of touched) if (isStoresOwn(num)) accept(num);
  explain(now, before.catalog.entries.get('DSS'));
  report('validation-material-added', true, 'STORE_GROWN');
}

/** References that stand in a value itself, each as often as it does. */
function countReferences(value: PdfObject | undefined): Map<number, number> {
  const counts = new Map<number, number>();
  const stack: (PdfObject | undefined)[] = [value];
  while (stack.length) {
    const object = stack.pop();
    if (isRef(object)) counts.set(object.num, (counts.get(object.num) ?? 0) + 1);
    else if (Array.isArray(object)) for (const item of object) stack.push(item);
    else if (isDict(object)) for (const item of object.entries.values()) stack.push(item);
  }
  return counts;
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
