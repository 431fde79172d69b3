/** Pages keep everything but their annotations, and these may only grow in ways that hide nothing. */
import { isDict, isName, isRef, type PdfObject, ref } from '../../pdf/objects.ts';
import { type Page, pages } from '../../pdf/pages.ts';
import type { Comparison } from './comparison.ts';
import { isPlainNote, isSignBesideText } from './notes.ts';
import type { Permissions } from './permissions.ts';
import { differingKeys, sameObject } from './sameObject.ts';

/** @param widgets objects that belong to signature fields added since */
export function comparePages(comparison: Comparison, widgets: ReadonlySet<number>): void {
  const { before, after, changed, permissions, pagesBefore, report, explain, accept } = comparison;
  const pagesAfter = pages(after);
  const orderKept =
    pagesAfter.length === pagesBefore.length &&
    pagesAfter.every((page, index) => page.ref.num === pagesBefore[index]!.ref.num);
  if (!orderKept) report('content', false, 'PAGES_MOVED');
  for (const page of pagesBefore) {
    const { num } = page.ref;
    const number = page.index + 1;
    const now = after.dict(page.ref);
    if (!now) continue;
    const list = now.entries.get('Annots');
    const old = page.dict.entries.get('Annots');
    compareNotes(comparison, page, before.array(old), after.array(list));
    const listChanged = isRef(list) && (changed.modified.has(list.num) || changed.added.has(list.num));
    if (!changed.modified.has(num) && !listChanged) continue;
    if (changed.modified.has(num)) {
      // The order in which the tabulator goes through annotations shows nowhere.
      const loose = allowsNotes(permissions) ? ['Annots', 'Tabs'] : ['Annots'];
      const wrong = differingKeys(page.dict, before, now, after).filter((key) => !loose.includes(key));
      if (wrong.length) report('content', false, 'PAGE_ENTRY', { page: number, key: wrong[0]!.slice(0, 40) });
      accept(num);
    }
    explain(list, old);
    compareAnnotations(comparison, page, before.array(old), after.array(list), widgets);
  }
}

/** Those of before stay in their order, for the last lies on top; others may come between. */
function compareAnnotations(
  comparison: Comparison,
  page: Page,
  old: PdfObject[],
  now: PdfObject[],
  widgets: ReadonlySet<number>,
): void {
  const { before, after, report } = comparison;
  const notes = new Set(notesOf(comparison, old));
  const kept = old.filter((item) => before.resolve(item) !== null && !(isRef(item) && notes.has(item.num)));
  const same = (a: PdfObject | undefined, b: PdfObject) =>
    a !== undefined &&
    (isRef(a) && isRef(b) ? a.num === b.num : !isRef(a) && sameObject(a, before, b, after));
  const known = new Set(kept.filter(isRef).map(({ num }) => num));
  let next = 0;
  let moved = false;
  for (const item of now) {
    if (next < kept.length && same(kept[next], item)) next++;
    else if (isRef(item) && notes.has(item.num)) continue;
    else if (!isRef(item) || !(widgets.has(item.num) || known.has(item.num)))
      addedAnnotation(comparison, page, item);
    else if (known.has(item.num)) moved = true;
  }
  if (moved || next < kept.length) {
    report('content', false, 'ANNOTATIONS_MOVED', { page: page.index + 1 });
  }
}

/** Notes without a picture that the signer lets others change (P=3, said by the signature in question). */
function notesOf({ before, permissions }: Comparison, annotations: readonly PdfObject[]): number[] {
  if (!allowsNotes(permissions) || !permissions.own) return [];
  return annotations.flatMap((item) => (isRef(item) && isPlainNote(before, item) ? [item.num] : []));
}

function compareNotes(
  comparison: Comparison,
  page: Page,
  old: readonly PdfObject[],
  now: readonly PdfObject[],
) {
  const { after, changed, report, accept } = comparison;
  const left = new Set(now.filter(isRef).map(({ num }) => num));
  for (const num of notesOf(comparison, old)) {
    if (left.has(num) && !changed.modified.has(num)) continue;
    const isStill = after.locate(num) === undefined || isPlainNote(after, ref(num));
    report('annotation-changed', isStill, 'NOTE_CHANGED', { page: page.index + 1 });
    if (isStill) accept(num);
  }
}

/** At level 3 comments may be added; those that draw over the page can hide what was signed. */
function addedAnnotation(
  { before, after, permissions, report }: Comparison,
  page: Page,
  item: PdfObject,
): void {
  const dict = after.resolve(item);
  const subtype = isDict(dict) ? after.get(dict, 'Subtype') : null;
  const type = isName(subtype) ? subtype.value.slice(0, 20) : '?';
  const allowed =
    allowsNotes(permissions) && (isPlainNote(after, item) || isSignBesideText(before, page, after, item));
  report('annotation-added', allowed, 'ANNOTATION_ADDED', { type, page: page.index + 1 });
}

/** Said by a signature of the file: a rule for those who say nothing allows none. */
const allowsNotes = ({ explicit, level }: Permissions): boolean => explicit && level === 3;
