/** Pages keep everything but their annotations, and these may only grow in ways that hide nothing. */
import { isDict, isName, isRef, type PdfObject } from '../../pdf/objects.ts';
import { type Page, pages } from '../../pdf/pages.ts';
import type { Comparison } from './comparison.ts';
import { differingKeys } from './sameObject.ts';

/** @param widgets objects that belong to signature fields added since */
export function comparePages(comparison: Comparison, widgets: ReadonlySet<number>): void {
  const { before, after, changed, permissions, pagesBefore, report, explain, explained } = comparison;
  const pagesAfter = pages(after);
  const orderKept =
    pagesAfter.length === pagesBefore.length &&
    pagesAfter.every((page, index) => page.ref.num === pagesBefore[index]!.ref.num);
  if (!orderKept) report('content', false, 'Các trang đã bị thêm, bớt hoặc đổi chỗ');
  for (const page of pagesBefore) {
    const { num } = page.ref;
    const number = page.index + 1;
    const now = after.dict(page.ref);
    if (!now) continue;
    const list = now.entries.get('Annots');
    const old = page.dict.entries.get('Annots');
    const listChanged = isRef(list) && (changed.modified.has(list.num) || changed.added.has(list.num));
    if (!changed.modified.has(num) && !listChanged) continue;
    if (changed.modified.has(num)) {
      // The order in which the tabulator goes through annotations shows nowhere.
      const loose = permissions.explicit && permissions.level === 3 ? ['Annots', 'Tabs'] : ['Annots'];
      const wrong = differingKeys(page.dict, before, now, after).filter((key) => !loose.includes(key));
      if (wrong.length) report('content', false, `Nội dung trang ${number} đã bị sửa (/${wrong[0]})`, number);
      explained.add(num);
    }
    explain(list, old);
    compareAnnotations(comparison, page, before.array(old), after.array(list), widgets);
  }
}

function compareAnnotations(
  comparison: Comparison,
  page: Page,
  old: PdfObject[],
  now: PdfObject[],
  widgets: ReadonlySet<number>,
): void {
  const { report } = comparison;
  const number = page.index + 1;
  const key = (item: PdfObject) => (isRef(item) ? item.num : -1);
  const kept = old.filter(isRef).map((item) => item.num);
  const present = new Set(now.map(key));
  if (kept.some((num) => !present.has(num))) {
    report('content', false, `Chú giải hoặc ô biểu mẫu trên trang ${number} đã bị bỏ đi`, number);
  }
  const known = new Set(kept);
  const directBefore = old.filter((item) => !isRef(item)).length;
  if (now.filter((item) => !isRef(item)).length > directBefore) addedAnnotation(comparison, number, null);
  for (const item of now) {
    if (!isRef(item) || known.has(item.num) || widgets.has(item.num)) continue;
    addedAnnotation(comparison, number, item);
  }
}

/** At level 3 comments may be added; those that draw on the page can hide what was signed. */
function addedAnnotation({ after, permissions, report }: Comparison, page: number, item: PdfObject): void {
  const dict = after.resolve(item);
  const subtype = isDict(dict) ? after.get(dict, 'Subtype') : null;
  const kind = isName(subtype) ? subtype.value.slice(0, 20) : '?';
  const harmless = isDict(dict) && (kind === 'Text' || kind === 'Popup') && !dict.entries.has('AP');
  const allowed = harmless && permissions.explicit && permissions.level === 3;
  report('annotation-added', allowed, `Chú giải (${kind}) được thêm trên trang ${page}`, page);
}
