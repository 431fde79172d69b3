import { comparatorOf } from './comparators.ts';
import { equal, within } from './compare.ts';
import { type Compile, operands, type Test } from './nodes.ts';
import type { Node } from './syntax.ts';
import { FeelFunction, FeelRange, type FeelValue } from './values.ts';

/** Whether `value` is what a test's value describes: an equal value, in the range, among the list. */
export function passes(value: FeelValue, test: FeelValue): boolean | null {
  if (test instanceof FeelRange && !(value instanceof FeelRange)) return within(test, value);
  if (test instanceof FeelFunction) {
    const verdict = test.call([value]);
    return typeof verdict === 'boolean' ? verdict : null;
  }
  if (Array.isArray(test)) {
    if (Array.isArray(value) && equal(value, test) === true) return true;
    return anyOf(test.map((item) => passes(value, item)));
  }
  return equal(value, test) ?? false;
}

/** True if one is, null if one is unknown, else false. */
export function anyOf(verdicts: Iterable<boolean | null>): boolean | null {
  let unknown = false;
  for (const verdict of verdicts) {
    if (verdict === true) return true;
    if (verdict === null) unknown = true;
  }
  return unknown ? null : false;
}

const mentionsInput = (node: Node): boolean => node.name === '?' || node.children.some(mentionsInput);

/** The test that one cell entry makes (DMN 1.5, rules 7 to 17). */
export function compileTestOf(node: Node, compile: Compile): Test {
  const [first, second] = operands(node);
  if (node.name === 'Wildcard') return () => true;
  if (node.name === 'PositiveUnaryTest') return compileTestOf(first!, compile);
  if (node.name === 'ParenthesizedExpression' && first?.name === 'SimplePositiveUnaryTest')
    return compileTestOf(first, compile);
  if (node.name === 'SimplePositiveUnaryTest' && first?.name === 'CompareOp' && second) {
    const comparator = comparatorOf(first.text);
    const bound = compile(second);
    return (scope, value) => comparator(value, bound(scope));
  }
  const expression = compile(node);
  if (mentionsInput(node))
    return (scope, value) => {
      const verdict = expression(withInput(scope, value));
      return typeof verdict === 'boolean' ? verdict : null;
    };
  return (scope, value) => {
    const verdict = expression(withInput(scope, value));
    if (typeof verdict === 'boolean' && typeof value !== 'boolean' && !Array.isArray(value)) return verdict;
    return passes(value, verdict);
  };
}

const withInput = (scope: Parameters<Test>[0], value: FeelValue) =>
  scope.with((name) => (name === '?' ? value : undefined));

/** The whole of a cell: several tests, any of which may pass; `not(…)` turns the verdict round; `-` is any value. */
export function compileUnaryTests(node: Node, compile: Compile): Test {
  const children = operands(node);
  if (children[0]?.name === 'Wildcard') return () => true;
  const list = children.find((child) => child.name === 'PositiveUnaryTests');
  const tests = (list ? operands(list) : []).map((child) => compileTestOf(child, compile));
  const any: Test = (scope, value) => anyOf(tests.map((test) => test(scope, value)));
  if (node.children[0]?.name !== 'not') return any;
  return (scope, value) => {
    const verdict = any(scope, value);
    return verdict === null ? null : !verdict;
  };
}
