import { comparatorOf } from './comparators.ts';
import { comparable, order } from './compare.ts';
import type { Scope } from './evaluation.ts';
import { type NodeCompiler, operands } from './nodes.ts';
import { shown } from './text.ts';
import { instanceTest } from './types.ts';
import { anyOf, compileTestOf } from './unaryTests.ts';
import { FeelFunction, FeelRange, type FeelValue } from './values.ts';

function warnNotComparable(scope: Scope, a: FeelValue, b: FeelValue): null {
  return scope.evaluation.warn('NOT_COMPARABLE', `Can't compare '${shown(a)}' with '${shown(b)}'`);
}

const compareTwo: NodeCompiler = (node, compile) => {
  const [left, sign, right] = operands(node);
  const comparator = comparatorOf(sign!.text);
  const [a, b] = [compile(left!), compile(right!)];
  return (scope) => {
    const x = a(scope);
    const y = b(scope);
    return comparator(x, y) ?? warnNotComparable(scope, x, y);
  };
};

const between: NodeCompiler = (node, compile) => {
  const [value, low, high] = operands(node).map(compile);
  return (scope) => {
    const x = value!(scope);
    const above = order(x, low!(scope));
    const below = order(x, high!(scope));
    return above === null || below === null ? null : above >= 0 && below <= 0;
  };
};

const inTests: NodeCompiler = (node, compile) => {
  const [left, right] = operands(node);
  const value = compile(left!);
  const tests = (right!.name === 'PositiveUnaryTests' ? operands(right!) : [right!]).map((test) =>
    compileTestOf(test, compile),
  );
  return (scope) => {
    const x = value(scope);
    return anyOf(tests.map((test) => test(scope, x)));
  };
};

/** A range of text's, number's or time's points. Its ends must be of one type and in order. */
function newRange(
  scope: Scope,
  start: FeelValue,
  end: FeelValue,
  startIncluded: boolean,
  endIncluded: boolean,
  ofComparison = false,
): FeelRange | null {
  const ends = [start, end].filter((point) => point !== null);
  if (!ends.every(comparable)) return warnNotComparable(scope, start, end);
  if (start !== null && end !== null) {
    const sign = order(start, end);
    if (sign === null || sign > 0) return warnNotComparable(scope, start, end);
  }
  return new FeelRange(start, end, startIncluded, endIncluded, ofComparison);
}

const interval: NodeCompiler = (node, compile) => {
  const [from, to] = operands(node).map(compile);
  const startIncluded = node.children[0]?.name === '[';
  const endIncluded = node.children[node.children.length - 1]?.name === ']';
  return (scope) => newRange(scope, from!(scope), to!(scope), startIncluded, endIncluded);
};

/** `> 5` outside a unary test is the range `(5..null)` (DMN 1.5, 10.3.2.7). */
const openRange: NodeCompiler = (node, compile) => {
  const [first, second] = operands(node);
  if (!second) return compile(first!);
  const bound = compile(second);
  const sign = first!.text;
  return (scope) => {
    const end = bound(scope);
    if (sign === '<' || sign === '<=') return newRange(scope, null, end, false, sign === '<=', true);
    if (sign === '>' || sign === '>=') return newRange(scope, end, null, sign === '>=', false, true);
    if (sign === '=') return newRange(scope, end, end, true, true, true);
    const differs = comparatorOf(sign);
    return new FeelFunction([['value']], ([value = null]) => differs(value, end));
  };
};

export const comparisons: Record<string, NodeCompiler> = {
  Comparison: (node, compile) => {
    if (node.children.some((child) => child.name === 'CompareOp')) return compareTwo(node, compile);
    if (node.children.some((child) => child.name === 'between')) return between(node, compile);
    return inTests(node, compile);
  },
  InstanceOfExpression: (node, compile) => {
    const [value, type] = operands(node);
    const [of, test] = [compile(value!), instanceTest(type!)];
    return (scope) => test(of(scope));
  },
  SimplePositiveUnaryTest: openRange,
  Interval: interval,
};
