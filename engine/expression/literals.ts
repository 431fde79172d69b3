import { readAtLiteral } from './atLiteral.ts';
import { type NodeCompiler, nameText, operands } from './nodes.ts';
import { readStringLiteral } from './text.ts';
import { type FeelValue, newContext } from './values.ts';

const constant =
  (value: FeelValue): ReturnType<NodeCompiler> =>
  () =>
    value;

const context: NodeCompiler = (node, compile) => {
  const entries = operands(node).map((entry) => {
    const [key, value] = entry.children.filter((child) => child.name !== ':');
    const name = key?.children[0];
    if (!name || !value) throw new Error(`the grammar gave a context entry without key: ${entry.text}`);
    return {
      key: name.name === 'StringLiteral' ? readStringLiteral(name.text) : nameText(name),
      value: compile(value),
    };
  });
  const distinct = new Set(entries.map((entry) => entry.key)).size === entries.length;
  return (scope) => {
    const result = newContext();
    const inner = scope.with((name) => (Object.hasOwn(result, name) ? result[name] : undefined));
    for (const { key, value } of entries) result[key] = value(inner);
    return distinct ? scope.evaluation.made(result) : null;
  };
};

export const literals: Record<string, NodeCompiler> = {
  null: () => constant(null),
  BooleanLiteral: (node) => constant(node.text === 'true'),
  NumericLiteral: (node) => constant(Number(node.text.replace(/\s+/g, ''))),
  StringLiteral: (node) => constant(readStringLiteral(node.text)),
  AtLiteral: (node) => constant(readAtLiteral(readStringLiteral(operands(node)[0]?.text ?? '""'))),
  List: (node, compile) => {
    const items = operands(node).map(compile);
    return (scope) => scope.evaluation.made(items.map((item) => item(scope)));
  },
  Context: context,
  ParenthesizedExpression: (node, compile) => compile(operands(node)[0]!),
  Expression: (node, compile) => compile(operands(node)[0]!),
  FunctionBody: (node, compile) => compile(operands(node)[0]!),
};
