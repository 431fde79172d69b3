import { compileIterators, walk } from './iteration.ts';
import { type NodeCompiler, operands } from './nodes.ts';
import { type FeelValue, typeOf } from './values.ts';

const ifThenElse: NodeCompiler = (node, compile) => {
  const [condition, yes, no] = operands(node).map(compile);
  return (scope) => (condition!(scope) === true ? yes!(scope) : no!(scope));
};

/** Three-valued `and` and `or` (DMN 1.5, tables 50): `decisive` settles the matter, unknown is null. */
const logical =
  (decisive: boolean): NodeCompiler =>
  (node, compile) => {
    const [left, right] = operands(node).map(compile);
    return (scope) => {
      const a = left!(scope);
      if (a === decisive) return decisive;
      const b = right!(scope);
      if (b === decisive) return decisive;
      if (a === !decisive && b === !decisive) return !decisive;
      const wrong = typeof a === 'boolean' ? b : a;
      if (wrong !== null)
        scope.evaluation.warn('INVALID_TYPE', `Expected Boolean but found '${typeOf(wrong)}'`);
      return null;
    };
  };

const forReturn: NodeCompiler = (node, compile) => {
  const children = operands(node);
  const iterators = compileIterators(node, compile);
  const body = compile(children[children.length - 1]!);
  return (scope) => {
    const results: FeelValue[] = [];
    const withPartial = scope.with((name) => (name === 'partial' ? results : undefined));
    const done = walk(withPartial, iterators, (inner) => {
      results.push(body(inner));
      return true;
    });
    return done === null ? null : scope.evaluation.made(results);
  };
};

/** `some` ends at the first true, `every` at the first false; anything but true or false leaves null. */
const quantified: NodeCompiler = (node, compile) => {
  const children = operands(node);
  const decisive = node.children[0]?.name === 'some';
  const iterators = compileIterators(node, compile);
  const condition = compile(children[children.length - 1]!);
  return (scope) => {
    let verdict: FeelValue = !decisive;
    const done = walk(scope, iterators, (inner) => {
      const value = condition(inner);
      if (value === decisive) verdict = decisive;
      else if (typeof value !== 'boolean') verdict = null;
      return value !== decisive;
    });
    return done === null ? null : verdict;
  };
};

export const control: Record<string, NodeCompiler> = {
  IfExpression: ifThenElse,
  Conjunction: logical(false),
  Disjunction: logical(true),
  ForExpression: forReturn,
  QuantifiedExpression: quantified,
};
