// What an expression asks an AI for: `fromAi(toolCall.userId, "The user", "number", { minimum: 1 })` (Camunda's «AI agent
// functions»). The function itself gives its value; who hands out the work reads the rest.
import { ExpressionError } from './errors.ts';
import type { VariableContext } from './expression.ts';
import { compileFeel } from './feel.ts';
import { toJson } from './json.ts';
import { nameText, operands } from './nodes.ts';
import { type Node, parseFeel } from './syntax.ts';

/** Without what was not said. */
export interface AiParameter {
  /** The reference, `toolCall.userId`. */
  name: string;
  description?: string;
  type?: string;
  /** JSON schema. */
  schema?: VariableContext;
  options?: VariableContext;
}

const FUNCTION = 'fromAi';
const NAMES = ['value', 'description', 'type', 'schema', 'options'];
const REFERENCE = new Set(['VariableName', 'PathExpression']);
const NOT_CONSTANT = /^(VariableName|FunctionInvocation|PathExpression|.*Expression|FunctionDefinition)$/;

/** In the order of the text. @throws ExpressionError when one is no reference, or is told by anything but constants */
export function aiParameters(source: string): AiParameter[] {
  return source.includes(FUNCTION) ? find(parseFeel(source)) : [];
}

function find(node: Node): AiParameter[] {
  const [target] = node.children;
  if (node.name === 'FunctionInvocation' && target && nameText(target) === FUNCTION) return [read(node)];
  return node.children.flatMap(find);
}

function read(invocation: Node): AiParameter {
  const { value, ...told } = argumentsOf(invocation);
  if (value === undefined || !REFERENCE.has(value.name))
    throw wrong(invocation, "parameter 'value' must be a reference, as toolCall.userId is");
  const parts = Object.entries(told).map(([name, node]) => [name, constant(invocation, name, node)]);
  return { name: nameText(value), ...Object.fromEntries(parts.filter(([, part]) => part !== null)) };
}

function argumentsOf(invocation: Node): Record<string, Node> {
  const list = invocation.children.find((child) => child.name.endsWith('Parameters'));
  const given = list ? operands(list) : [];
  if (list?.name !== 'NamedParameters') return Object.fromEntries(given.map((node, i) => [NAMES[i]!, node]));
  return Object.fromEntries(
    given.map((parameter) => {
      const [name, value] = operands(parameter);
      return [nameText(name!), value!];
    }),
  );
}

function constant(invocation: Node, name: string, node: Node): unknown {
  if (!isConstant(node)) throw wrong(invocation, `parameter '${name}' must be constant`);
  return toJson(compileFeel(node.text).evaluate({ lookup: () => undefined, now: 0 }).value);
}

const isConstant = (node: Node): boolean => !NOT_CONSTANT.test(node.name) && node.children.every(isConstant);

const wrong = (invocation: Node, why: string) =>
  new ExpressionError(
    'EXPRESSION_SYNTAX',
    invocation.text,
    `Expected ${FUNCTION}() ${why}: ${invocation.text}`,
  );
