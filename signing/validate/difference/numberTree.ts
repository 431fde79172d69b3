/** Reads a number tree (ISO 32000-1, 7.9.7), guarded against cycles, depth and size. */
import { PdfLimitError } from '../../pdf/errors.ts';
import { isRef, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const MAX_DEPTH = 40;
const MAX_VALUES = 1_000_000;

export interface NumberTree {
  /** By key; unresolved. */
  values: Map<number, PdfObject>;
  /** Object numbers of the tree's own nodes. */
  nodes: Set<number>;
}

export function numberTree(view: PdfView, root: PdfObject | undefined): NumberTree {
  const tree: NumberTree = { values: new Map(), nodes: new Set() };
  const walk = (node: PdfObject | undefined, depth: number): void => {
    if (depth > MAX_DEPTH || tree.values.size > MAX_VALUES) throw new PdfLimitError('cây số quá lớn');
    if (isRef(node)) {
      if (tree.nodes.has(node.num)) return;
      tree.nodes.add(node.num);
    }
    const dict = view.dict(node);
    if (!dict) return;
    const pairs = view.array(dict.entries.get('Nums'));
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const key = view.resolve(pairs[i]);
      if (typeof key === 'number') tree.values.set(key, pairs[i + 1]!);
    }
    for (const kid of view.array(dict.entries.get('Kids'))) walk(kid, depth + 1);
  };
  walk(root, 0);
  return tree;
}
