/** What the rules of the comparison share. */
import type { PdfDict, PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Change } from '../report.ts';
import type { ChangedObjects } from './changedObjects.ts';
import type { Permissions } from './permissions.ts';
import type { Reach } from './references.ts';

export interface Comparison {
  before: PdfView;
  after: PdfView;
  changed: ChangedObjects;
  permissions: Permissions;
  pagesBefore: Page[];
  /** Modified objects that a rule has found to be in order. */
  explained: Set<number>;
  changes: Change[];
  report(kind: Change['kind'], allowed: boolean, message: string, page?: number): void;
  /** Whether an object is drawn by a page itself: then no rule may let it change. */
  isShown(num: number): boolean;
  /** The signed revision's objects and what refers to what. */
  reach(): Reach;
  /**
   * Takes an object as in order when it changed in the place that it had before, and nothing else refers to
   * it: one object prepared for two places could otherwise change what is seen in the name of what is not.
   */
  explain(now: PdfObject | undefined, old: PdfObject | undefined): void;
  /** Takes an annotation's appearance, used by nothing else, as in order. */
  explainAppearance(old: PdfDict, annotation: number | undefined): void;
}
