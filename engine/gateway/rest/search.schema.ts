// Filters, order and pages of searches, as the REST API has them everywhere.
import { z } from 'zod';
import type {
  Condition,
  Cursor,
  UserTaskField,
  UserTaskQuery,
  UserTaskSort,
} from '../../monitor/userTaskSearch.ts';
import type { VariableCondition } from '../../monitor/variableConditions.ts';

const MAX_TEXT = 1_000;
const MAX_VALUES = 1_000;
/** An instance has no more. */
const MAX_TAGS = 10;
const MAX_VARIABLES = 20;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;
/** Pages that begin further on are reached by cursors. */
const MAX_FROM = 10_000;

type Value = string | number;

/** A filter is a value, or operators. */
const filterOf = <T extends Value, O extends z.ZodType>(value: z.ZodType<T>, operators: O) =>
  z.union([value.transform((given) => ({ $eq: given })), operators]);

const equality = <T extends Value>(value: z.ZodType<T>) => ({
  $eq: value.optional(),
  $neq: value.optional(),
  $in: z.array(value).max(MAX_VALUES).optional(),
  $notIn: z.array(value).max(MAX_VALUES).optional(),
  $exists: z.boolean().optional(),
});
const like = { $like: z.string().max(MAX_TEXT).optional() };

function ordered<T extends Value>(value: z.ZodType<T>) {
  const [$gt, $gte, $lt, $lte] = [value.optional(), value.optional(), value.optional(), value.optional()];
  return filterOf(value, z.strictObject({ ...equality(value), $gt, $gte, $lt, $lte }));
}

const string = z.string().max(MAX_TEXT);
const textOperators = z.strictObject({ ...equality(string), ...like });
export type TextOperators = z.output<typeof textOperators>;

const text = filterOf(string, textOperators);
const integer = ordered(z.int());
const date = ordered(z.iso.datetime({ offset: true }).transform((value) => Date.parse(value)));
/** Keys are strings; those of 8.6 were numbers. */
const number = z.union([z.string().regex(/^\d{1,19}$/), z.int().min(0)]).transform(Number);
const key = filterOf(number, z.strictObject(equality(number)));
const states = z.enum([
  'CREATING',
  'CREATED',
  'ASSIGNING',
  'UPDATING',
  'COMPLETING',
  'COMPLETED',
  'CANCELING',
  'CANCELED',
  'FAILED',
]);
const state = filterOf(states, z.strictObject({ ...equality(states), ...like }));

/** Values of variables are JSON texts, as short as they can be written. */
const json = string.transform((given) => {
  try {
    return JSON.stringify(JSON.parse(given));
  } catch {
    return given;
  }
});
const variables = z
  .array(
    z.strictObject({
      name: string.min(1),
      value: filterOf(json, z.strictObject({ ...equality(json), ...like })),
    }),
  )
  .max(MAX_VARIABLES);
const conditionsOf = (of: VariableCondition['of'], given: z.output<typeof variables> = []) =>
  given.flatMap(({ name, value: operators }) =>
    Object.entries(operators).map(
      ([operator, value]) => ({ of, name, operator, value }) as VariableCondition,
    ),
  );

const filter = z
  .strictObject({
    state: state.optional(),
    assignee: text.optional(),
    priority: integer.optional(),
    elementId: text.optional(),
    name: text.optional(),
    candidateGroup: text.optional(),
    candidateUser: text.optional(),
    tenantId: text.optional(),
    processDefinitionId: text.optional(),
    creationDate: date.optional(),
    completionDate: date.optional(),
    followUpDate: date.optional(),
    dueDate: date.optional(),
    userTaskKey: key.optional(),
    processDefinitionKey: key.optional(),
    processInstanceKey: key.optional(),
    elementInstanceKey: key.optional(),
    /** All of them. */
    tags: z.array(string).max(MAX_TAGS).optional(),
    processInstanceVariables: variables.optional(),
    localVariables: variables.optional(),
  } satisfies Record<UserTaskField | 'processInstanceVariables' | 'localVariables', z.ZodType>)
  .transform(({ tags = [], processInstanceVariables, localVariables, ...given }) => ({
    conditions: [
      ...Object.entries(given).flatMap(([field, operators]) =>
        Object.entries(operators ?? {}).map(
          ([operator, value]) => ({ field, operator, value }) as unknown as Condition,
        ),
      ),
      ...tags.map((value): Condition => ({ field: 'tags', operator: '$eq', value })),
    ],
    variables: [
      ...conditionsOf('processInstance', processInstanceVariables),
      ...conditionsOf('task', localVariables),
    ],
  }));

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
    const page: UserTaskQuery['page'] = after ? { after } : before ? { before } : { from: from ?? 0 };
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

const sort = z
  .array(
    z
      .strictObject({
        field: z.enum(['creationDate', 'completionDate', 'followUpDate', 'dueDate', 'priority', 'name']),
        order,
      })
      .transform(({ field, order: descending }): UserTaskSort => ({ field, descending })),
  )
  .max(6)
  .nullish();

/** UserTaskSearchQuery. */
export const userTaskSearch = z
  .strictObject({ filter: filter.nullish(), sort, page })
  .transform((sent, ctx): UserTaskQuery => {
    const { page: where, at, limit: most } = sent.page ?? { page: { from: 0 }, limit: DEFAULT_LIMIT };
    if (at && at.length !== (sent.sort ?? []).length + 1)
      ctx.addIssue({ code: 'custom', message: 'The cursor is of a search with another sort' });
    return { ...(sent.filter ?? { conditions: [] }), sort: sent.sort ?? [], limit: most, page: where };
  });

/** UserTaskVariableSearchQueryRequest; variables are paged and sorted in memory. */
export const variableSearch = z.strictObject({
  filter: z.strictObject({ name: text.optional() }).nullish(),
  sort: z
    .array(
      z.strictObject({
        field: z.enum(['name', 'value', 'tenantId', 'variableKey', 'scopeKey', 'processInstanceKey']),
        order,
      }),
    )
    .max(6)
    .nullish(),
  page: z.strictObject({ from: z.int().min(0).max(MAX_FROM).default(0), limit }).nullish(),
});

export function encode(at: Cursor): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

const stored = z
  .array(z.union([z.string(), z.number()]))
  .min(1)
  .max(7);
function decode(given: string, ctx: z.RefinementCtx): Cursor {
  try {
    return stored.parse(JSON.parse(Buffer.from(given, 'base64url').toString('utf8')));
  } catch {
    ctx.addIssue({ code: 'custom', message: `'${given}' is no cursor` });
    return z.NEVER;
  }
}
