import { entryOf, type FeelContext, type FeelValue, isContext, newContext } from '../values.ts';
import { builtin } from './signature.ts';

function valueAt(context: FeelValue, keys: FeelValue[]): FeelValue {
  let value: FeelValue = context;
  for (const key of keys) {
    if (!isContext(value) || typeof key !== 'string') return null;
    value = entryOf(value, key) ?? null;
  }
  return value;
}

function copyOf(context: FeelContext): FeelContext {
  return Object.assign(newContext(), context);
}

function putAt(context: FeelContext, keys: FeelValue[], value: FeelValue): FeelValue | undefined {
  const [key, ...rest] = keys;
  if (typeof key !== 'string') return undefined;
  const result = copyOf(context);
  if (rest.length === 0) {
    result[key] = value;
    return result;
  }
  const inner = entryOf(context, key) ?? null;
  const put = putAt(isContext(inner) ? inner : newContext(), rest, value);
  if (put === undefined) return undefined;
  result[key] = put;
  return result;
}

function contextOf(entries: FeelValue[]): FeelValue | undefined {
  const result = newContext();
  for (const entry of entries) {
    if (!isContext(entry)) return undefined;
    const key = entryOf(entry, 'key');
    if (typeof key !== 'string' || !Object.hasOwn(entry, 'value')) return undefined;
    result[key] = entry.value ?? null;
  }
  return result;
}

function merge(contexts: FeelValue[]): FeelValue | undefined {
  if (!contexts.every(isContext)) return undefined;
  const result = newContext();
  for (const context of contexts) Object.assign(result, context);
  return result;
}

const put = (context: FeelContext, key: FeelValue, value: FeelValue) =>
  putAt(context, Array.isArray(key) ? key : [key], value);

/** Context functions (DMN 1.5, 10.3.4.10; Camunda's «Context functions»). */
export const contextFunctions = [
  builtin('get value(m: context?, key: string?)', (context: FeelValue, key: FeelValue) =>
    valueAt(context, [key]),
  ),
  builtin('get value(context: context?, key: string?)', (context: FeelValue, key: FeelValue) =>
    valueAt(context, [key]),
  ),
  builtin('get value(context: context?, keys: list)', (context: FeelValue, keys: FeelValue[]) =>
    keys.length === 0 ? null : valueAt(context, keys),
  ),
  builtin('get entries(m: context)', (context: FeelContext) => entriesOf(context)),
  builtin('get entries(context: context)', (context: FeelContext) => entriesOf(context)),
  builtin('context(entries: list)', contextOf),
  builtin('context put(context: context, key: string, value: any?)', put),
  builtin(
    'context put(context: context, keys: list, value: any?)',
    (context: FeelContext, keys: FeelValue[], value: FeelValue) =>
      keys.length === 0 ? undefined : put(context, keys, value),
  ),
  builtin('put(context: context, key: string, value: any?)', put),
  builtin('context merge(contexts: list)', merge),
  builtin('context merge(...contexts: context)', (...contexts: FeelValue[]) =>
    contexts.length === 0 ? undefined : merge(contexts),
  ),
  builtin('put all(contexts: list)', merge),
  builtin('put all(...contexts: context)', (...contexts: FeelValue[]) => merge(contexts)),
];

function entriesOf(context: FeelContext): FeelValue {
  return Object.entries(context).map(([key, value]) => Object.assign(newContext(), { key, value }));
}
