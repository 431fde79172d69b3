/** Walks the page tree (ISO 32000-1, 7.7.3), guarded against cycles and depth. */
import { PdfLimitError, PdfStructureError } from './errors.ts';
import { isDict, isName, isRef, type PdfDict, type PdfObject, type PdfRef } from './objects.ts';
import type { PdfView } from './pdfFile.ts';

export interface Page {
  index: number;
  ref: PdfRef;
  dict: PdfDict;
  /** Numbers of the page tree nodes from the root to this page's parent. */
  parents: number[];
}

const MAX_PAGES = 100_000;
const MAX_DEPTH = 60;

export function pages(view: PdfView): Page[] {
  const found: Page[] = [];
  let visited = 0;
  const walk = (object: PdfObject | undefined, parents: number[]): void => {
    if (!isRef(object)) return;
    // One page may stand in two places; what leads to itself has no end.
    if (parents.includes(object.num)) throw new PdfStructureError('cây trang quay vòng');
    if (++visited > MAX_PAGES || parents.length > MAX_DEPTH) throw new PdfLimitError('cây trang quá lớn');
    const dict = view.resolve(object);
    if (!isDict(dict)) return;
    const type = view.get(dict, 'Type');
    const isNode = isName(type) ? type.value === 'Pages' : dict.entries.has('Kids');
    if (!isNode) {
      found.push({ index: found.length, ref: object, dict, parents });
      return;
    }
    for (const kid of view.array(dict.entries.get('Kids'))) walk(kid, [...parents, object.num]);
  };
  walk(view.catalog.entries.get('Pages'), []);
  return found;
}

/** A page's attribute, its own or inherited (7.7.3.4). */
export function pageAttribute(view: PdfView, page: Page, key: string): PdfObject {
  const own = view.get(page.dict, key);
  if (own !== null) return own;
  for (const num of page.parents.toReversed()) {
    const parent = view.locate(num)?.object;
    const value = isDict(parent) ? view.get(parent, key) : null;
    if (value !== null) return value;
  }
  return null;
}
