import { comparatorOf } from './comparators.ts';
import { equal, within } from './compare.ts';
import { type Compile, operands, type Test } from './nodes.ts';
import type { Node } from './syntax.ts';
import { FeelFunction, FeelRange, type FeelValue } from './values.ts';

/** Whether `value` is what a test's value describes: an equal value, in the range, among the list; null where the
 * two do not compare (Camunda, «Unary-tests»). */
function meets(value: FeelValue, test: FeelValue): boolean | null {
  if (test instanceof FeelRange && !(value instanceof FeelRange)) return within(test, value);
  if (test instanceof FeelFunction) {
    const verdict = test.call([value]);
    return typeof verdict === 'boolean' ? verdict : null;
  }
  if (!Array.isArray(test)) return equal(value, test);
  if (Array.isArray(value)) return equal(value, test) === true || test.some((item) => passes(value, item));
  return anyOf(test.map((item) => meets(value, item)));
}

/** As `meets`, but values of different types are just not equal: the operator `in` (DMN 1.5, 10.3.2.8). */
export function passes(value: FeelValue, test: FeelValue): boolean | null {
  if (test instanceof FeelRange || test instanceof FeelFunction) return meets(value, test);
  return meets(value, test) ?? false;
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

/** `true` and `false` are what the input is to be, and no condition that holds or does not. */
const isLiteral = (node: Node): boolean =>
  node.name === 'BooleanLiteral' ||
  (/^(Expression|SimplePositiveUnaryTest)$/.test(node.name) &&
    operands(node).length === 1 &&
    isLiteral(operands(node)[0]!));

const mentionsInput = (node: Node): boolean => node.name === '?' || node.children.some(mentionsInput);

/** The test that one cell entry makes (DMN 1.5, rules 7 to 17). */
export function compileTestOf(node: Node, compile: Compile, agrees = passes): Test {
  const [first, second] = operands(node);
  if (node.name === 'Wildcard') return () => true;
  if (node.name === 'PositiveUnaryTest') return compileTestOf(first!, compile, agrees);
  if (node.name === 'ParenthesizedExpression' && first?.name === 'SimplePositiveUnaryTest')
    return compileTestOf(first, compile, agrees);
  if (node.name === 'SimplePositiveUnaryTest' && first?.name === 'CompareOp' && second) {
    const comparator = comparatorOf(first.text);
    const bound = compile(second);
    return (scope, value) => comparator(value, bound(scope));
  }
  const expression = compile(node);
  if (isLiteral(node)) return (scope, value) => agrees(value, expression(scope));
  if (mentionsInput(node))
    return (scope, value) => {
      const verdict = expression(withInput(scope, value));
      return typeof verdict === 'boolean' ? verdict : null;
    };
  return (scope, value) => {
    const verdict = expression(withInput(scope, value));
    if (typeof verdict === 'boolean' && typeof value !== 'boolean' && !Array.isArray(value)) return verdict;
    return agrees(value, verdict);
  };
}

const withInput = (scope: Parameters<Test>[0], value: FeelValue) =>
  scope.with((name) => (name === '?' ? value : undefined));

/** The whole of a cell: several tests, any of which may pass; `not(…)` turns the verdict round; `-` is any value. */
export function compileUnaryTests(node: Node, compile: Compile): Test {
  const children = operands(node);
  if (children[0]?.name === 'Wildcard') return () => true;
  const list = children.find((child) => child.name === 'PositiveUnaryTests');
  const tests = (list ? operands(list) : []).map((child) => compileTestOf(child, compile, meets));
  const any: Test = (scope, value) => anyOf(tests.map((test) => test(scope, value)));
  if (node.children[0]?.name !== 'not') return any;
  return (scope, value) => {
    const verdict = any(scope, value);
    return verdict === null ? null : !verdict;
  };
}
