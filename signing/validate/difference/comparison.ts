/** What the rules of the comparison share. */
import type { PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Change } from '../report.ts';
import type { ChangedObjects } from './changedObjects.ts';
import type { Permissions } from './permissions.ts';

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
  /** Takes an object as in order when it changed and no page draws it. */
  explain(num: number): void;
  /** Takes everything new that hangs on `roots` as in order. */
  explainNew(...roots: (PdfObject | undefined)[]): void;
}
