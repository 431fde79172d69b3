/** What the rules of the comparison share. */
import { isRef, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import { type Page, pages } from '../../pdf/pages.ts';
import type { PdfFile, PdfView } from '../../pdf/pdfFile.ts';
import type { Change } from '../report.ts';
import { type ChangedObjects, changedObjects } from './changedObjects.ts';
import { changeOf } from './changeWords.ts';
import { drawnFrom } from './drawn.ts';
import type { Permissions } from './permissions.ts';
import { type Reach, reachOf } from './references.ts';

export interface Comparison {
  before: PdfView;
  after: PdfView;
  changed: ChangedObjects;
  permissions: Permissions;
  pagesBefore: Page[];
  changes: Change[];
  report(...change: Parameters<typeof changeOf>): void;
  /** The signed revision's objects and what refers to what. */
  reach(): Reach;
  /** Whether something that the signed revision shows is drawn from the object. */
  isDrawn(num: number): boolean;
  /** Takes a modified object as in order, unless something that was shown is drawn from it. */
  accept(num: number): void;
  isAccepted(num: number): boolean;
  /**
   * Takes an object as in order when it changed in the place that it had before, and nothing else refers to
   * it: one object prepared for two places could otherwise change what is seen in the name of what is not.
   */
  explain(now: PdfObject | undefined, old: PdfObject | undefined): void;
  /** Takes an annotation's appearance, used by nothing else, as in order. */
  explainAppearance(old: PdfDict, annotation: number | undefined): void;
  /** Takes resources, which pictures are drawn from, as in order. */
  acceptResources(num: number): void;
}

export function newComparison(file: PdfFile, signedRevision: number, permissions: Permissions): Comparison {
  const before = file.at(signedRevision);
  const after = file.latest;
  const changed = changedObjects(before, after);
  const accepted = new Set<number>();
  const changes: Change[] = [];
  const pagesBefore = pages(before);
  let drawn: Set<number> | undefined;
  const isDrawn = (num: number) => {
    drawn ??= drawnFrom(before, pagesBefore);
    return drawn.has(num);
  };
  let known: Reach | undefined;
  const reach = () => {
    known ??= reachOf(before);
    return known;
  };
  /** Only `holder` refers to the object; anything, once, when no holder is named. */
  const isHeldBy = (num: number, holder?: number) => {
    const holders = reach().holders.get(num);
    if (!holders) return true;
    if (holder !== undefined) return holders.size === 1 && holders.has(holder);
    return [...holders.values()].reduce((sum, count) => sum + count, 0) === 1;
  };
  const accept = (num: number) => {
    if (changed.modified.has(num) && !isDrawn(num)) accepted.add(num);
  };
  return {
    before,
    after,
    changed,
    permissions,
    pagesBefore,
    changes,
    report(...change) {
      changes.push(changeOf(...change));
    },
    reach,
    isDrawn,
    accept,
    isAccepted: (num) => accepted.has(num),
    acceptResources: (num) => accepted.add(num),
    explain(now, old) {
      if (!isRef(now) || !isRef(old) || now.num !== old.num || !changed.modified.has(now.num)) return;
      if (isHeldBy(now.num)) accept(now.num);
    },
    explainAppearance(old, annotation) {
      const appearance = old.entries.get('AP');
      let holder = annotation;
      if (isRef(appearance)) {
        if (!isHeldBy(appearance.num, holder)) return;
        accepted.add(appearance.num);
        holder = appearance.num;
      }
      // Not what shows under the pointer (12.5.5).
      const normal = before.dict(appearance)?.entries.get('N');
      if (isRef(normal) && isHeldBy(normal.num, holder)) accepted.add(normal.num);
    },
  };
}
