/**
 * The structure tree of a tagged document (ISO 32000-1, 14.7): programs add to it the signature fields that they
 * add to a page. What it held stays as it was, for that is what a screen reader reads out.
 */
import { isDict, isName, isRef, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Comparison } from './comparison.ts';
import { numberTree } from './numberTree.ts';
import { differingKeys, sameObject } from './sameObject.ts';

const MAX_DEPTH = 20;
const looseRootKeys = new Set(['K', 'ParentTree', 'ParentTreeNextKey']);
/** Of a node of a number tree (7.9.7). */
const treeKeys = new Set(['Nums', 'Kids', 'Limits']);

/** @param widgets objects that belong to signature fields added since: all that new elements may speak of */
export function compareStructure(comparison: Comparison, widgets: ReadonlySet<number>): void {
  const { before, after, changed, accept } = comparison;
  const root = before.catalog.entries.get('StructTreeRoot');
  const old = before.dict(root);
  const now = after.dict(after.catalog.entries.get('StructTreeRoot'));
  if (!old || !now || !isRef(root)) return;
  for (const num of changed.modified) {
    const element = before.locate(num)?.object;
    const then = num === root.num ? looseRootKeys : isElement(element) ? new Set(['K']) : undefined;
    const current = after.locate(num)?.object;
    if (!then || !isDict(element) || !isDict(current) || current.repeated) continue;
    const onlyGrew = differingKeys(element, before, current, after).every((key) => then.has(key));
    if (onlyGrew && kidsGrew(element, current) && (num !== root.num || parentsGrew())) accept(num);
  }
  if (parentsGrew()) for (const num of parents(before, old).nodes) if (isTreeStill(num)) accept(num);

  function isTreeStill(num: number): boolean {
    const keys = differingKeys(before.locate(num)?.object, before, after.locate(num)?.object, after);
    return keys.every((key) => treeKeys.has(key));
  }

  function kidsGrew(a: PdfDict, b: PdfDict): boolean {
    const first = kidsOf(before, a);
    const second = kidsOf(after, b);
    const kept = first.every((kid, index) => sameObject(kid, before, second[index], after));
    return kept && second.slice(first.length).every((kid) => speaksOfFields(kid));
  }

  /** Did not exist, and speaks of nothing but new signature fields. */
  function speaksOfFields(kid: PdfObject | undefined, depth = 0): boolean {
    const element = after.resolve(kid);
    if (depth > MAX_DEPTH || !isDict(element)) return false;
    const object = element.entries.get('Obj');
    if (isRef(object)) return widgets.has(object.num);
    if (!isRef(kid) || !changed.added.has(kid.num)) return false;
    const own = kidsOf(after, element);
    return own.length > 0 && own.every((item) => speaksOfFields(item, depth + 1));
  }

  /** From what stands on a page to its element: new keys lead to new elements. */
  function parentsGrew(): boolean {
    const first = parents(before, old!).values;
    const second = parents(after, now!).values;
    const kept = [...first].every(([key, value]) => sameObject(value, before, second.get(key), after));
    return kept && [...second].every(([key, value]) => first.has(key) || speaksOfFields(value));
  }
}

const parents = (view: PdfView, root: PdfDict) => numberTree(view, root.entries.get('ParentTree'));

/** `/K` may hold one kid without an array (table 323). */
function kidsOf(view: PdfView, element: PdfDict): PdfObject[] {
  const kids = element.entries.get('K');
  const resolved = view.resolve(kids);
  if (Array.isArray(resolved)) return resolved;
  return kids === undefined ? [] : [kids];
}

function isElement(object: PdfObject | undefined): boolean {
  if (!isDict(object)) return false;
  const type = object.entries.get('Type');
  const said = isName(type) ? type.value === 'StructElem' : type === undefined;
  return said && object.entries.has('S') && object.entries.has('P');
}
