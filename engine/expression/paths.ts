import { builtinNamed } from './builtins/index.ts';
import type { Scope } from './evaluation.ts';
import { type NodeCompiler, nameText, operands } from './nodes.ts';
import { propertyOf } from './properties.ts';
import { entryOf, type FeelContext, type FeelValue, isContext } from './values.ts';

const variable: NodeCompiler = (node) => {
  const name = nameText(node);
  return (scope) =>
    scope.get(name) ??
    builtinNamed(name, scope.evaluation) ??
    (scope.get(name) === null
      ? null
      : scope.evaluation.warn('NO_VARIABLE_FOUND', `No variable found with name '${name}'`));
};

function keysOf(context: FeelContext): string {
  const keys = Object.keys(context)
    .slice(0, 20)
    .map((key) => `'${key}'`);
  return keys.length === 0 ? 'The context is empty' : `Available keys: ${keys.join(', ')}`;
}

function follow(scope: Scope, target: FeelValue, name: string): FeelValue {
  if (Array.isArray(target)) {
    scope.evaluation.spend(target.length);
    return scope.evaluation.made(target.map((item) => follow(scope, item, name)));
  }
  if (isContext(target))
    return (
      entryOf(target, name) ??
      (Object.hasOwn(target, name)
        ? null
        : scope.evaluation.warn(
            'NO_CONTEXT_ENTRY_FOUND',
            `No context entry found with key '${name}'. ${keysOf(target)}`,
          ))
    );
  const property = propertyOf(target, name);
  if (property !== undefined) return property;
  if (target === null)
    return scope.evaluation.warn(
      'NO_CONTEXT_ENTRY_FOUND',
      `No context entry found with key '${name}'. The context is null`,
    );
  return scope.evaluation.warn(
    'NO_PROPERTY_FOUND',
    `No property found with name '${name}' of value '${String(target).slice(0, 100)}'`,
  );
}

export const paths: Record<string, NodeCompiler> = {
  VariableName: variable,
  '?': () => (scope) => scope.get('?') ?? null,
  PathExpression: (node, compile) => {
    const [target, name] = operands(node);
    const [of, key] = [compile(target!), nameText(name!)];
    return (scope) => follow(scope, of(scope), key);
  },
};
