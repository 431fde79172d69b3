/** Walks what hangs on an object, guarded against cycles and size. */
import { PdfLimitError } from '../../pdf/errors.ts';
import { isDict, isRef, isStream, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const MAX_NODES = 3_000_000;

/** @param visit told each reference once; false stops from going into it */
export function eachReference(
  view: PdfView,
  roots: readonly (PdfObject | undefined)[],
  visit: (num: number) => boolean,
  skipKeys: ReadonlySet<string> = new Set(),
): void {
  const stack: (PdfObject | undefined)[] = [...roots];
  const seen = new Set<number>();
  let nodes = 0;
  while (stack.length) {
    const object = stack.pop();
    if (++nodes > MAX_NODES) throw new PdfLimitError('quá nhiều đối tượng');
    if (typeof object !== 'object' || object === null) continue;
    if (Array.isArray(object)) {
      for (const item of object) stack.push(item);
    } else if (isRef(object)) {
      if (seen.has(object.num)) continue;
      seen.add(object.num);
      if (visit(object.num)) stack.push(view.resolve(object));
    } else if (isDict(object) || isStream(object)) {
      for (const [key, value] of isStream(object) ? object.dict.entries : object.entries) {
        if (!skipKeys.has(key)) stack.push(value);
      }
    }
  }
}

const notShown = new Set(['Annots', 'Parent', 'P', 'Dest', 'StructParents', 'B', 'PieceInfo', 'Metadata']);

/** Objects that a page's own content is drawn from: contents, fonts, images, but not its annotations. */
export function shownByPage(view: PdfView, page: PdfObject): Set<number> {
  const found = new Set<number>();
  const visit = (num: number) => {
    found.add(num);
    return true;
  };
  eachReference(view, [page], visit, notShown);
  return found;
}

/** References of the whole document to objects that are not there, and so could be given meaning later. */
export function danglingReferences(view: PdfView): Set<number> {
  const found = new Set<number>();
  eachReference(view, [view.trailer.entries.get('Root')], (num) => {
    const entry = view.file.entry(num, view.revision);
    if (!entry || entry.kind === 'free') found.add(num);
    return true;
  });
  return found;
}

/** Which annotations each object helps to draw. */
export function annotationsDrawnWith(
  view: PdfView,
  annotations: readonly PdfObject[],
): Map<number, Set<number>> {
  const owners = new Map<number, Set<number>>();
  for (const [index, item] of annotations.entries()) {
    const annotation = view.dict(item);
    const owner = isRef(item) ? item.num : -1 - index;
    const visit = (num: number): boolean => {
      const known = owners.get(num);
      if (known) known.add(owner);
      else owners.set(num, new Set([owner]));
      return true;
    };
    eachReference(view, [annotation?.entries.get('AP'), annotation?.entries.get('MK')], visit, notShown);
  }
  return owners;
}
