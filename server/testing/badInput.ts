// Inputs made from a call's own schemas: one that fits, and what cannot fit.
import * as fc from 'fast-check';
import { type ZodType, z } from 'zod';

/** The part of JSON Schema that zod's inputs use. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
}

/** Longer than anything that is bounded, where a schema says no length. */
const LONG = 'x'.repeat(20_000);
const DEEP = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as unknown;
export interface Input {
  /** Which value was changed, and into what. */
  what: string;
  value: unknown;
}

/** What a schema alone does not tell: values that fit, by the name of their field; every UUID is `id`. */
export type Known = Readonly<{ id: string; [field: string]: unknown }>;

/** One input that fits, for every alternative of a schema. */
export function fitting(schema: ZodType, known: Known): unknown[] {
  return alternatives(jsonSchema(schema)).map((one) => fit(one, known));
}

/** Inputs with one value of another type, too long, too many, or too deep. */
export function unfitting(schema: ZodType, known: Known): Input[] {
  return changed(schema, known, wrong);
}

function changed(schema: ZodType, known: Known, by: (schema: Schema) => unknown[]): Input[] {
  return alternatives(jsonSchema(schema)).flatMap((one) => {
    const whole = fit(one, known);
    return places(one).flatMap(({ path, schema: at }) =>
      by(at).map((value) => ({
        what: `${path.join('.') || '(whole)'}: ${JSON.stringify(value).slice(0, 30)}`,
        value: replaced(whole, path, value),
      })),
    );
  });
}

/** With its named parts in their places. */
function jsonSchema(schema: ZodType): Schema {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const inline = (at: unknown): unknown => {
    if (Array.isArray(at)) return at.map(inline);
    if (typeof at !== 'object' || at === null) return at;
    const { $ref } = at as Schema;
    if ($ref) return inline($defs[$ref.slice('#/$defs/'.length)]);
    return Object.fromEntries(Object.entries(at).map(([name, part]) => [name, inline(part)]));
  };
  return inline(root) as Schema;
}

/** Every alternative of a union, and of unions in it; an object whose fields are all there. */
function alternatives(schema: Schema): Schema[] {
  const among = schema.anyOf ?? schema.oneOf;
  return among ? among.flatMap(alternatives).filter(({ type }) => type !== 'null') : [schema];
}

function fit(schema: Schema, known: Known): unknown {
  const [one] = alternatives(schema) as [Schema];
  if (one.const !== undefined) return one.const;
  if (one.enum) return one.enum[0];
  if (one.type === 'object')
    return Object.fromEntries(
      Object.entries(one.properties ?? {}).map(([name, at]) => [
        name,
        name in known ? known[name] : fit(at, known),
      ]),
    );
  if (one.type === 'array') return one.items ? [fit(one.items, known)] : [];
  if (one.type === 'integer' || one.type === 'number')
    return Math.max(one.minimum ?? 1, Math.min(1, one.maximum ?? 1));
  if (one.type === 'boolean') return true;
  if (one.format === 'uuid') return known.id;
  if (one.format === 'date') return '2020-12-08';
  if (one.format === 'date-time') return '2020-12-08T08:00:00Z';
  if (one.format === 'uri') return 'https://localhost:1/';
  if (one.format === 'base64') return 'AAAA';
  if (one.pattern)
    return fc
      .sample(fc.stringMatching(new RegExp(one.pattern, 'u')), { numRuns: 20, seed: 1 })
      .sort((a, b) => a.length - b.length)[0];
  return 'văn bản'.slice(0, one.maxLength ?? 7).padEnd(one.minLength ?? 0, 'x');
}

interface PlaceInSchema {
  path: (string | number)[];
  schema: Schema;
}

/** Every place of an input, the whole first. */
function places(schema: Schema, path: (string | number)[] = []): PlaceInSchema[] {
  const [one] = alternatives(schema) as [Schema];
  const inside =
    one.type === 'array' && one.items
      ? places(one.items, [...path, 0])
      : Object.entries(one.properties ?? {}).flatMap(([name, at]) => places(at, [...path, name]));
  return [{ path, schema: one }, ...inside];
}

function wrong(schema: Schema): unknown[] {
  switch (schema.type) {
    case 'string':
      return [7, true, ['x'], { x: 1 }, DEEP, 'x'.repeat((schema.maxLength ?? LONG.length) + 1)];
    case 'integer':
    case 'number':
      return [
        'x',
        true,
        [1],
        {},
        (schema.maximum ?? Number.MAX_SAFE_INTEGER) * 2,
        (schema.minimum ?? Number.MIN_SAFE_INTEGER) - 2,
      ];
    case 'boolean':
      return ['x', 7, [], {}];
    case 'array':
      return ['x', 7, {}, DEEP, Array.from({ length: (schema.maxItems ?? 10_000) + 1 }, () => null)];
    case 'object':
      return ['x', 7, ['x'], DEEP];
    default:
      return [];
  }
}

function replaced(whole: unknown, [first, ...rest]: (string | number)[], value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((item, index) => (index === first ? replaced(item, rest, value) : item));
  const record = whole as Record<string, unknown>;
  return { ...record, [first]: replaced(record[first], rest, value) };
}
