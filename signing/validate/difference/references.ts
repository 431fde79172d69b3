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
      if (visit(object.num)) stack.push(view.locate(object.num)?.object);
    } else if (isDict(object) || isStream(object)) {
      for (const value of (isStream(object) ? object.dict : object).entries.values()) stack.push(value);
    }
  }
}

export interface Reach {
  /** Everything that hangs on the document's trailer. */
  reached: Set<number>;
  /** References under the document's root to objects that are not there, and so could be given meaning later. */
  dangling: Set<number>;
  /** For each object, which objects refer to it and how often; 0 stands for the trailer. */
  holders: Map<number, Map<number, number>>;
}

export function reachOf(view: PdfView): Reach {
  const reach: Reach = { reached: new Set(), dangling: new Set(), holders: new Map() };
  const waiting: number[] = [];
  const met = (holder: number) => (num: number) => {
    const known = reach.holders.get(num);
    if (known) known.set(holder, (known.get(holder) ?? 0) + 1);
    else reach.holders.set(num, new Map([[holder, 1]]));
    if (reach.reached.has(num)) return;
    reach.reached.add(num);
    waiting.push(num);
  };
  const follow = (dangling: Set<number>) => {
    for (let num = waiting.pop(); num !== undefined; num = waiting.pop()) {
      const entry = view.file.entry(num, view.revision);
      if (!entry || entry.kind === 'free') dangling.add(num);
      else directReferences([view.locate(num)?.object ?? null], met(num));
    }
  };
  const { Root, ...others } = Object.fromEntries(view.trailer.entries);
  directReferences([Root ?? null], met(0));
  follow(reach.dangling);
  // The trailer's other entries show nothing, but may hold an object that is shown elsewhere.
  directReferences(Object.values(others), met(0));
  follow(new Set());
  return reach;
}

/** References that stand in these objects themselves, each as often as it does. */
function directReferences(roots: readonly PdfObject[], met: (num: number) => void): void {
  const stack: PdfObject[] = [...roots];
  for (let nodes = 0; stack.length; nodes++) {
    if (nodes > MAX_NODES) throw new PdfLimitError('quá nhiều đối tượng');
    const object = stack.pop();
    if (typeof object !== 'object' || object === null) continue;
    if (Array.isArray(object)) for (const item of object) stack.push(item);
    else if (isRef(object)) met(object.num);
    else if (isDict(object)) for (const value of object.entries.values()) stack.push(value);
    else if (isStream(object)) for (const value of object.dict.entries.values()) stack.push(value);
  }
}
