import { FeelDate } from 'feelin';
import type { Evaluation } from '../evaluation.ts';
import { midnight } from '../temporal.ts';
import { type FeelType, type FeelValue, typeOf } from '../values.ts';
import { computable } from '../wholeNumbers.ts';

/** What a built-in's body may answer: a value, or undefined where its arguments mean nothing. */
type Body = (...args: never[]) => FeelValue | undefined;
type Parameter = { name: string; accepts: (value: FeelValue) => FeelValue | undefined };
export type Signature = {
  name: string;
  parameters: Parameter[];
  required: number;
  variadic: boolean;
  body: (evaluation: Evaluation) => Body;
};

const shortTypes: Record<string, FeelType[]> = {
  any: [],
  number: ['number'],
  string: ['string'],
  boolean: ['boolean'],
  list: ['list'],
  context: ['context'],
  date: ['date'],
  time: ['time'],
  datetime: ['date and time'],
  day: ['date', 'date and time'],
  duration: ['years and months duration', 'days and time duration'],
  dayduration: ['days and time duration'],
  range: ['range'],
  function: ['function'],
};

/**
 * How a parameter takes a value, with the conversions of DMN 1.5, 10.3.2.9.4: a list of one for its item,
 * an item for a list of one, a date for a date and time.
 */
function accepting(typeNames: string): Parameter['accepts'] {
  const nullable = typeNames.endsWith('?');
  const names = typeNames.replace('?', '').split('|');
  const types = new Set(names.flatMap((name) => shortTypes[name] ?? unknownType(name)));
  return (value) => {
    if (value === null) return nullable ? null : undefined;
    if (names.includes('any')) return value;
    if (types.has(typeOf(value))) return computable(value);
    if (types.has('list')) return [value];
    if (Array.isArray(value) && value.length === 1 && types.has(typeOf(value[0]!))) return value[0];
    if (value instanceof FeelDate && types.has('date and time')) return midnight(value);
    return undefined;
  };
}

const unknownType = (name: string): never => {
  throw new Error(`unknown type ${name} in a built-in's signature`);
};

/**
 * Declares a built-in by its signature: `name(parameter: type, optional?: type, ...rest: type)`. A type
 * that ends in `?` takes null; `a|b` takes either.
 */
export function builtin(signature: string, body: Body): Signature {
  return builtinWith(signature, () => body);
}

/** As `builtin`, for a body that needs the evaluation: its clock, or its budget. */
export function builtinWith(signature: string, body: (evaluation: Evaluation) => Body): Signature {
  const [, name = '', list = ''] = /^([^(]+)\((.*)\)$/.exec(signature) ?? [];
  const parts = list === '' ? [] : list.split(',').map((part) => part.split(':').map((word) => word.trim()));
  const variadic = parts.some(([label]) => label?.startsWith('...'));
  return {
    name,
    parameters: parts.map(([label = '', type = 'any']) => ({
      name: label.replace('...', '').replace('?', ''),
      accepts: accepting(type),
    })),
    required: parts.filter(([label]) => !label?.endsWith('?') && !label?.startsWith('...')).length,
    variadic,
    body,
  };
}

/** The arguments as a signature takes them; undefined where it does not. */
export function fit(signature: Signature, args: FeelValue[]): FeelValue[] | undefined {
  const { parameters, required, variadic } = signature;
  if (args.length < required || (!variadic && args.length > parameters.length)) return undefined;
  const fitted: FeelValue[] = [];
  for (const [index, argument] of args.entries()) {
    const parameter = parameters[Math.min(index, parameters.length - 1)]!;
    const value = parameter.accepts(argument);
    if (value === undefined) return undefined;
    fitted.push(value);
  }
  return fitted;
}
