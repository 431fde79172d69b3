import { ExpressionError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import type { Expression, VariableLookup, Variables } from './expression.ts';
import type { Json } from './json.ts';
import { sizeOf } from './size.ts';

/** One input or output mapping: an expression, and the path of names its result goes to. */
export type Mapping = { source: Expression; target: string[] };
type JsonObject = { [key: string]: Json };

const MAX_PATH = 32;
/** What the mappings of one element may make: as much as a request may bring. */
const MAX_MADE = 4 * 1024 * 1024;
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `a.b.c` as a path of names. @throws ExpressionError `EXPRESSION_SYNTAX` */
export function parseTarget(target: string): string[] {
  const path = target
    .trim()
    .split('.')
    .map((name) => name.trim());
  if (path.length > MAX_PATH || !path.every((name) => NAME.test(name)))
    throw new ExpressionError(
      'EXPRESSION_SYNTAX',
      target,
      `Expected path expression '${target}' but doesn't match the pattern '[a-zA-Z_][a-zA-Z0-9_]*(\\.[a-zA-Z_][a-zA-Z0-9_]*)*'.`,
    );
  return path;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function put(object: JsonObject, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Puts a value at a path of an object, making the objects between. An own copy is changed, never what was there. */
function putAt(object: JsonObject, [name, ...rest]: string[], value: Json): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    put(object, name, value);
    return;
  }
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  const copy = isObject(inner) ? { ...inner } : {};
  putAt(copy, rest, value);
  put(object, name, copy);
}

const lookup = (variables: Variables, name: string): unknown =>
  typeof variables === 'function'
    ? variables(name)
    : Object.hasOwn(variables, name)
      ? variables[name]
      : undefined;

function apply(
  mappings: readonly Mapping[],
  variables: Variables,
  now: number,
  before: VariableLookup,
): JsonObject {
  const made: JsonObject = {};
  let size = 0;
  const visible: VariableLookup = (name) =>
    Object.hasOwn(made, name) ? made[name] : lookup(variables, name);
  for (const { source, target } of mappings) {
    const [first, ...rest] = target;
    if (first === undefined) continue;
    const value = evaluate(source, visible, now);
    size += sizeOf(value);
    if (size > MAX_MADE)
      throw new ExpressionError('EXPRESSION_TOO_LONG', source.source, 'Expected variables of at most 4 MB');
    if (rest.length > 0 && !Object.hasOwn(made, first)) {
      const existing = before(first);
      if (isObject(existing)) put(made, first, existing);
    }
    putAt(made, target, value);
  }
  return made;
}

/**
 * The variables that input mappings make in an element's own scope. A later mapping sees what the earlier
 * ones made; a nested target makes an object of its own.
 * @throws ExpressionError
 */
export const applyInputMappings = (
  mappings: readonly Mapping[],
  variables: Variables,
  now: number,
): JsonObject => apply(mappings, variables, now, () => undefined);

/**
 * The variables that output mappings hand to the scope outside. A nested target extends the object which its
 * first name has there.
 * @throws ExpressionError
 */
export const applyOutputMappings = (
  mappings: readonly Mapping[],
  variables: Variables,
  now: number,
): JsonObject => apply(mappings, variables, now, (name) => lookup(variables, name));
