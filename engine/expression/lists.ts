import type { Scope } from './evaluation.ts';
import { type Evaluate, type NodeCompiler, operands } from './nodes.ts';
import { entryOf, type FeelValue, isContext } from './values.ts';

/** A list's item by FEEL's index: from 1, or from the end by a negative one. */
const itemAt = (list: FeelValue[], index: number): FeelValue =>
  list[index < 0 ? list.length + index : index - 1] ?? null;

/** An item seen from inside a filter: `item`, and its own entries by name (DMN 1.5, table 55). */
const itemScope = (scope: Scope, item: FeelValue): Scope =>
  scope.with((name) => {
    const entry = isContext(item) ? entryOf(item, name) : undefined;
    return entry ?? (name === 'item' ? item : undefined);
  });

/**
 * `list[…]` is a filter where the brackets give true or false for an item, and an index where they give a
 * number.
 */
function select(scope: Scope, list: FeelValue[], condition: Evaluate): FeelValue {
  scope.evaluation.spend(list.length + 1);
  if (list.length === 0) return typeof condition(scope) === 'number' ? null : [];
  const kept: FeelValue[] = [];
  for (const item of list) {
    const verdict = condition(itemScope(scope, item));
    if (typeof verdict === 'number') return itemAt(list, verdict);
    if (verdict === true) kept.push(item);
  }
  return scope.evaluation.made(kept);
}

export const lists: Record<string, NodeCompiler> = {
  FilterExpression: (node, compile) => {
    const [target, inside] = operands(node);
    const [of, condition] = [compile(target!), compile(inside!)];
    return (scope) => {
      const value = of(scope);
      if (value === null) return null;
      return select(scope, Array.isArray(value) ? value : [value], condition);
    };
  },
};
