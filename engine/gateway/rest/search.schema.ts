// Filters, order and pages of searches, as the REST API has them everywhere.
import { writable } from '@congvan/storage';
import { z } from 'zod';
import type { Condition, Cursor, Query } from '../../monitor/search/query.ts';
import { KEY_TEXT, keyOfText } from '../keys.ts';

const MAX_TEXT = 1_000;
const MAX_VALUES = 1_000;
const MAX_SORTS = 10;
const MAX_TAGS = 10;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;
/** Pages that begin further on are reached by cursors. */
const MAX_FROM = 10_000;

type Value = string | number;

/** A filter is a value, or operators. */
export const filterOf = <T extends Value, O extends z.ZodType>(value: z.ZodType<T>, operators: O) =>
  z.union([value.transform((given) => ({ $eq: given })), operators]);

export const equality = <T extends Value>(value: z.ZodType<T>) => ({
  $eq: value.optional(),
  $neq: value.optional(),
  $in: z.array(value).max(MAX_VALUES).optional(),
  $notIn: z.array(value).max(MAX_VALUES).optional(),
  $exists: z.boolean().optional(),
});
export const like = { $like: z.string().max(MAX_TEXT).transform(writable).optional() };

function ordered<T extends Value>(value: z.ZodType<T>) {
  const [$gt, $gte, $lt, $lte] = [value.optional(), value.optional(), value.optional(), value.optional()];
  return filterOf(value, z.strictObject({ ...equality(value), $gt, $gte, $lt, $lte }));
}

/** As the tables have it: a text with U+0000 is no reason to fail. */
export const string = z.string().max(MAX_TEXT).transform(writable);
export const text = filterOf(string, z.strictObject({ ...equality(string), ...like }));
export const integer = ordered(z.int());
export const date = ordered(z.iso.datetime({ offset: true }).transform((value) => Date.parse(value)));
/** Keys are strings; those of 8.6 were numbers. */
const number = z.union([z.string().regex(KEY_TEXT).transform(keyOfText), z.int()]);
export const key = filterOf(number, z.strictObject(equality(number)));
export const flag = z.boolean().transform((given) => ({ $eq: given }));
/** All of them have to be there; an instance has no more. */
export const tags = z.array(string).max(MAX_TAGS);
/** @param values what a field may be; what stands for each inside is `inside` of it */
export const oneOf = <T extends string>(
  values: readonly [T, ...T[]],
  inside: (value: T) => string = String,
) => {
  const value = z.enum(values).transform(inside);
  return filterOf(value, z.strictObject({ ...equality(value), ...like }));
};

/** The operators of a filter that say something: some clients send empty lists with all they send. */
export const operatorsOf = (filter: unknown): [string, unknown][] =>
  Object.entries((filter ?? {}) as object).filter(
    ([, value]) => !(Array.isArray(value) && value.length === 0),
  );

/** Conditions of a filter whose fields are read as operators. */
export const conditionsOf = <F extends string>(filter: object): Condition<F>[] =>
  Object.entries(filter).flatMap(([field, operators]) =>
    operatorsOf(operators).map(([operator, value]) => ({ field, operator, value }) as Condition<F>),
  );

const cursor = z.string().max(MAX_TEXT).transform(decode);
const limit = z.int().min(0).max(MAX_LIMIT).default(DEFAULT_LIMIT);
const page = z
  .strictObject({
    from: z.int().min(0).max(MAX_FROM).optional(),
    after: cursor.optional(),
    before: cursor.optional(),
    limit,
  })
  .transform(({ from, after, before, limit: most }, ctx) => {
    if ([from, after, before].filter((given) => given !== undefined).length > 1)
      ctx.addIssue({ code: 'custom', message: 'Only one of from, after and before is allowed in a page' });
    const page: Query['page'] = after ? { after } : before ? { before } : { from: from ?? 0 };
    return { page, at: after ?? before, limit: most };
  })
  .nullish();

const order = z
  .string()
  .max(4)
  .nullish()
  .transform((given, ctx) => {
    const name = (given ?? 'ASC').toUpperCase();
    if (name !== 'ASC' && name !== 'DESC')
      ctx.addIssue({ code: 'custom', message: `Unexpected value '${name}' for order: ASC, DESC` });
    return name === 'DESC';
  });

const sortOf = <S extends string>(fields: readonly [S, ...S[]]) =>
  z
    .array(
      z
        .strictObject({ field: z.enum(fields), order })
        .transform(({ field, order: descending }) => ({ field, descending })),
    )
    .max(MAX_SORTS)
    .nullish();

/**
 * A search query: what its filter reads into, with order and page.
 * @param filter read into conditions, and whatever else the search takes
 */
export const searchOf = <R extends { conditions: Condition[] }, S extends string>(
  filter: z.ZodType<R>,
  sorts: readonly [S, ...S[]],
) =>
  z
    .strictObject({ filter: z.preprocess((given) => given ?? {}, filter), sort: sortOf(sorts), page })
    .transform((sent, ctx) => {
      const { page: where, at, limit: most } = sent.page ?? { page: { from: 0 }, limit: DEFAULT_LIMIT };
      if (at && at.length !== (sent.sort ?? []).length + 1)
        ctx.addIssue({ code: 'custom', message: 'The cursor is of a search with another sort' });
      return { ...sent.filter, sort: sent.sort ?? [], limit: most, page: where };
    });

export const nullish = (fields: Record<string, z.ZodType>): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.nullish()]));

/** A search whose filter is its fields alone. */
export const searchByFields = <F extends Record<string, z.ZodType>, S extends string>(
  fields: F,
  sorts: readonly [S, ...S[]],
) =>
  searchOf(
    z
      .strictObject(nullish(fields))
      .transform((given) => ({ conditions: conditionsOf<keyof F & string>(given) })),
    sorts,
  );

export function encode(at: Cursor): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

const stored = z
  .array(z.union([z.string().transform(writable), z.int()]))
  .min(1)
  .max(MAX_SORTS + 1);
function decode(given: string, ctx: z.RefinementCtx): Cursor {
  try {
    return stored.parse(JSON.parse(Buffer.from(given, 'base64url').toString('utf8')));
  } catch {
    ctx.addIssue({ code: 'custom', message: `'${given}' is no cursor` });
    return z.NEVER;
  }
}
