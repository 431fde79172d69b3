/** Whether two objects of two revisions say the same. */
import { isDict, isName, isRef, isStream, isString, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const MAX_DEPTH = 40;

/**
 * Equal references are equal here: whether their target changed is asked of the target itself.
 * @param met is told every reference of the later side that was followed
 */
export function sameObject(
  a: PdfObject | undefined,
  before: PdfView,
  b: PdfObject | undefined,
  after: PdfView,
  met: (num: number) => void = () => undefined,
  depth = 0,
): boolean {
  if (depth > MAX_DEPTH) return false;
  if (isRef(a) && isRef(b) && a.num === b.num && a.gen === b.gen) return true;
  if (isRef(b)) met(b.num);
  if (isRef(a) || isRef(b)) {
    return sameObject(before.resolve(a), before, after.resolve(b), after, met, depth + 1);
  }
  if (a === undefined || a === null || b === undefined || b === null) return (a ?? null) === (b ?? null);
  const same = (x: PdfObject | undefined, y: PdfObject | undefined) =>
    sameObject(x, before, y, after, met, depth + 1);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  if (isName(a)) return isName(b) && a.value === b.value;
  if (isString(a)) return isString(b) && a.bytes.equals(b.bytes);
  if (isStream(a)) return isStream(b) && !b.wrongLength && a.raw.equals(b.raw) && same(a.dict, b.dict);
  if (isDict(a)) {
    // Readers disagree on which of two counts.
    if (!isDict(b) || a.repeated || b.repeated) return false;
    const keys = new Set([...a.entries.keys(), ...b.entries.keys()]);
    return [...keys].every((key) => same(a.entries.get(key), b.entries.get(key)));
  }
  return a === b;
}

/** Keys whose values differ, the given ones aside. */
export function differingKeys(
  a: PdfObject | undefined,
  before: PdfView,
  b: PdfObject | undefined,
  after: PdfView,
  met?: (num: number) => void,
): string[] {
  const first = before.dict(a);
  const second = after.dict(b);
  const keys = new Set([...(first?.entries.keys() ?? []), ...(second?.entries.keys() ?? [])]);
  return [...keys].filter(
    (key) => !sameObject(first?.entries.get(key), before, second?.entries.get(key), after, met),
  );
}
