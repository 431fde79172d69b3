import { builtinNamed } from './builtins/index.ts';
import type { Scope } from './evaluation.ts';
import { type Compile, type Evaluate, type NodeCompiler, nameText, operands } from './nodes.ts';
import type { Node } from './syntax.ts';
import { instanceTest } from './types.ts';
import { passes } from './unaryTests.ts';
import { FeelFunction, FeelRange, type FeelValue } from './values.ts';

type Arguments = { positional: Evaluate[] } | { named: { name: string; value: Evaluate }[] };

function compileArguments(node: Node, compile: Compile): Arguments {
  const list = node.children.find(
    (child) => child.name === 'PositionalParameters' || child.name === 'NamedParameters',
  );
  if (list?.name !== 'NamedParameters') return { positional: (list ? operands(list) : []).map(compile) };
  return {
    named: operands(list).map((parameter) => {
      const [name, value] = operands(parameter);
      return { name: nameText(name!), value: compile(value!) };
    }),
  };
}

function bind(target: FeelFunction, named: Map<string, FeelValue>): FeelValue[] | null {
  if (target.bind) return target.bind(named);
  const names = target.parameters[0] ?? [];
  if ([...named.keys()].some((name) => !names.includes(name))) return null;
  return names.map((name) => named.get(name) ?? null);
}

function invoke(scope: Scope, name: string, target: FeelValue, args: Arguments): FeelValue {
  if (target instanceof FeelRange && 'positional' in args && args.positional.length === 1)
    return passes(args.positional[0]!(scope), target);
  if (!(target instanceof FeelFunction)) {
    if (target === null)
      return scope.evaluation.warn('NO_FUNCTION_FOUND', `No function found with name '${name}'`);
    return scope.evaluation.warn('NO_FUNCTION_FOUND', `'${name}' is not a function`);
  }
  const values =
    'positional' in args
      ? args.positional.map((argument) => argument(scope))
      : bind(target, new Map(args.named.map((argument) => [argument.name, argument.value(scope)])));
  if (values === null)
    return scope.evaluation.warn(
      'NO_FUNCTION_FOUND',
      `No function found with name '${name}' and these parameters`,
    );
  return scope.evaluation.enter(() => target.call(values));
}

/** A function's name is looked up among functions: a variable that shares a built-in's name does not hide it. */
function compileTarget(node: Node, compile: Compile): Evaluate {
  if (node.name !== 'VariableName' && node.name !== 'SpecialFunctionName') return compile(node);
  const name = nameText(node);
  return (scope) => {
    const own = scope.get(name);
    if (own instanceof FeelFunction || own instanceof FeelRange) return own;
    return builtinNamed(name, scope.evaluation) ?? own ?? null;
  };
}

const invocation: NodeCompiler = (node, compile) => {
  const target = node.children[0]!;
  const [of, args] = [compileTarget(target, compile), compileArguments(node, compile)];
  const name = nameText(target);
  return (scope) => invoke(scope, name, of(scope), args);
};

/** `date(…)` and its like, which the grammar sets apart; or an `@"…"` literal. */
const dateTimeLiteral: NodeCompiler = (node, compile) => {
  const [first] = operands(node);
  if (first?.name === 'AtLiteral') return compile(first);
  const name = nameText(node.children[0]!);
  const args = compileArguments(node, compile);
  return (scope) => invoke(scope, name, builtinNamed(name, scope.evaluation) ?? null, args);
};

const definition: NodeCompiler = (node, compile) => {
  const children = operands(node);
  if (node.children.some((child) => child.name === 'external'))
    return (scope) => scope.evaluation.warn('FUNCTION_INVOCATION_FAILURE', 'External functions are not run');
  const formal = children.find((child) => child.name === 'FormalParameters');
  const parameters = (formal ? operands(formal) : []).map((parameter) => {
    const [name, type] = operands(parameter);
    return { name: nameText(name!), takes: type ? instanceTest(type) : () => true };
  });
  const names = parameters.map((parameter) => parameter.name);
  const body = compile(children[children.length - 1]!);
  return (scope) =>
    new FeelFunction([names], (values) => {
      if (values.length !== names.length)
        return scope.evaluation.warn(
          'FUNCTION_INVOCATION_FAILURE',
          `The function takes ${names.length} arguments but was given ${values.length}`,
        );
      const wrong = parameters.find(({ takes }, index) => values[index] !== null && !takes(values[index]!));
      if (wrong)
        return scope.evaluation.warn(
          'FUNCTION_INVOCATION_FAILURE',
          `The argument '${wrong.name}' is not of its type`,
        );
      return body(
        scope.with((name) => {
          const index = names.lastIndexOf(name);
          return index < 0 ? undefined : (values[index] ?? null);
        }),
      );
    });
};

export const functions: Record<string, NodeCompiler> = {
  FunctionInvocation: invocation,
  DateTimeLiteral: dateTimeLiteral,
  FunctionDefinition: definition,
};
