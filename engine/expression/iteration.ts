import { FeelDate } from 'feelin';
import { order } from './compare.ts';
import type { Scope } from './evaluation.ts';
import { type Compile, type Evaluate, nameText, only, operands } from './nodes.ts';
import type { Node } from './syntax.ts';
import { durationOfNanos, shift } from './temporal.ts';
import { FeelRange, type FeelValue } from './values.ts';

export type Iterator = { name: string; items: (scope: Scope) => Iterable<FeelValue> | null };

const ONE_DAY = durationOfNanos(86_400n * 1_000_000_000n)!;

/** The points of `from..to`, either way round; null where the two cannot be counted between. */
function points(scope: Scope, from: FeelValue, to: FeelValue): Iterable<FeelValue> | null {
  if (Number.isInteger(from) && Number.isInteger(to)) return numbers(scope, from as number, to as number);
  if (from instanceof FeelDate && to instanceof FeelDate) return days(scope, from, to);
  return null;
}

function* numbers(scope: Scope, from: number, to: number): Iterable<FeelValue> {
  const step = from <= to ? 1 : -1;
  for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
    scope.evaluation.spend();
    yield at;
  }
}

function* days(scope: Scope, from: FeelDate, to: FeelDate): Iterable<FeelValue> {
  const sign = (order(from, to) ?? 0) <= 0 ? 1 : -1;
  for (let at: FeelValue = from; at !== null && (order(at, to) ?? 1) * sign <= 0; ) {
    scope.evaluation.spend();
    yield at;
    at = shift(at as FeelDate, ONE_DAY, sign);
  }
}

export function rangeItems(scope: Scope, range: FeelRange): Iterable<FeelValue> | null {
  const all = points(scope, range.start, range.end);
  if (all === null) return null;
  return (function* () {
    for (const point of all) {
      if (!range.startIncluded && order(point, range.start) === 0) continue;
      if (!range.endIncluded && order(point, range.end) === 0) continue;
      yield point;
    }
  })();
}

function* listItems(scope: Scope, list: FeelValue[]): Iterable<FeelValue> {
  for (const item of list) {
    scope.evaluation.spend();
    yield item;
  }
}

/** The iterators of `for`, `some` and `every`, in their order. */
export function compileIterators(node: Node, compile: Compile): Iterator[] {
  return operands(only(node, 'InExpressions')).map((each) => {
    const [from, to] = operands(only(each, 'IterationContext')).map(compile);
    return { name: nameText(only(each, 'Name')), items: itemsOf(from!, to) };
  });
}

function itemsOf(from: Evaluate, to: Evaluate | undefined): Iterator['items'] {
  if (to) return (scope) => points(scope, from(scope), to(scope));
  return (scope) => {
    const value = from(scope);
    if (Array.isArray(value)) return listItems(scope, value);
    if (value instanceof FeelRange) return rangeItems(scope, value);
    return value === null ? null : listItems(scope, [value]);
  };
}

/**
 * Calls `visit` for every combination, the last iterator turning fastest, until it answers false.
 * @returns null where an iterator has nothing that can be walked, else whether the walk came to its end
 */
export function walk(scope: Scope, iterators: Iterator[], visit: (scope: Scope) => boolean): boolean | null {
  const [first, ...rest] = iterators;
  if (!first) return visit(scope);
  const items = first.items(scope);
  if (items === null) return null;
  for (const item of items) {
    const inner = scope.with((name) => (name === first.name ? item : undefined));
    const verdict = walk(inner, rest, visit);
    if (verdict !== true) return verdict;
  }
  return true;
}
