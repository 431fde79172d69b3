// Fields of request bodies, as the REST API has them everywhere. What is null counts as not given.
import { z } from 'zod';
import { digitsOf, isWhole } from '../../expression/wholeNumbers.ts';
import { KEY_TEXT, keyOfText } from '../keys.ts';
import { DEFAULT_TENANT } from '../tenants.ts';

const MAX_ITEMS = 1_000;

/** @param otherwise what stands for a field that is not given */
export const or = <S extends z.ZodType>(schema: S, otherwise: z.output<S>) =>
  schema.nullish().transform((given): z.output<S> => given ?? otherwise);

export const text = or(z.string(), '');
export const integer = or(z.int(), 0);
export const flag = or(z.boolean(), false);
/** Any JSON object; its depth is bounded with that of the body. */
export const variables = or(z.looseObject({}), {});
export const list = <S extends z.ZodType>(item: S) => or(z.array(item).max(MAX_ITEMS), []);
/** Keys are texts: most clients have no integers that are long enough. */
export const key = z.string().regex(KEY_TEXT).transform(keyOfText);

/** A text that must be there and say something. */
export const required = (name: string) =>
  z.string().refine((given) => given.trim() !== '', { error: `No ${name} provided` });

/** At least one. */
export const requiredList = <S extends z.ZodType>(name: string, item: S) =>
  z
    .array(item)
    .max(MAX_ITEMS)
    .refine((given) => given.length > 0, { error: `No ${name} provided` });

const anyReference = z.union([z.int(), z.string().refine(isWhole).transform(digitsOf)]).nullish();

/** operationReference: up to 2^63. */
export const reference = anyReference
  .refine((given) => given === null || given === undefined || Number(given) > 0, {
    error: ({ input }) => `The value for operationReference is '${String(input)}' but must be > 0`,
  })
  .transform((given) => given ?? undefined);

/** @param call as the REST API names it. There is one tenant, which need not be named. */
export const tenant = (call: string) =>
  z
    .string()
    .nullish()
    .refine((given) => !given?.trim() || given === DEFAULT_TENANT, {
      error: ({ input }) =>
        `Expected to handle request ${call} with tenant identifier '${String(input)}', but multi-tenancy is disabled`,
    })
    .transform(() => DEFAULT_TENANT);

/** One of two fields, by which something is named. */
export function oneOf(ctx: z.RefinementCtx, given: Record<string, unknown>, names: [string, string]): void {
  const found = names.filter((name) => given[name] !== undefined && given[name] !== null);
  const fields = `[${names.join(', ')}]`;
  if (found.length === 0) ctx.addIssue({ code: 'custom', message: `At least one of ${fields} is required` });
  if (found.length > 1) ctx.addIssue({ code: 'custom', message: `Only one of ${fields} is allowed` });
}
