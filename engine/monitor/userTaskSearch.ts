// User tasks as people look for them: filters, order and pages become SQL.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { UserTask } from '../state/rows.ts';
import { likePattern } from './likePattern.ts';
import { testVariable, type VariableCondition } from './variableConditions.ts';

type Value = string | number;
type Operator = '$eq' | '$neq' | '$gt' | '$gte' | '$lt' | '$lte' | '$like';

/** Fields of a user task by which it is found. Times are ms since the epoch. */
export type UserTaskField = keyof typeof FIELDS;

export type Condition =
  | { field: UserTaskField; operator: Operator; value: Value }
  | { field: UserTaskField; operator: '$in' | '$notIn'; value: Value[] }
  | { field: UserTaskField; operator: '$exists'; value: boolean };

export type UserTaskSort = { field: keyof typeof SORTS; descending: boolean };

export interface UserTaskQuery {
  conditions: Condition[];
  variables?: VariableCondition[];
  /** The key comes last, whatever is asked for. */
  sort: UserTaskSort[];
  limit: number;
  /** Rows to skip, or the cursor of a row: only what comes after it, or before. */
  page: { from: number } | { after: Cursor } | { before: Cursor };
}

/** Where a row stands in its order: its values in the fields of the sort, then its key. */
export type Cursor = Value[];

export interface UserTaskPage {
  tasks: UserTask[];
  /** Of all that match; at most 10,000 are counted. */
  total: number;
  more: boolean;
  /** Of the first and of the last task. */
  cursors: [first: Cursor, last: Cursor] | undefined;
}

const MAX_COUNT = 10_000;

const column = (name: string) => sql.ref(`t.${name}`);
/** Empty texts stand for what is not there. */
const text = (name: string) => sql`nullif(${column(name)}, '')`;

const FIELDS = {
  state: column('state'),
  assignee: text('assignee'),
  priority: column('priority'),
  elementId: column('element_id'),
  name: text('name'),
  candidateGroup: column('candidate_groups'),
  candidateUser: column('candidate_users'),
  tags: column('tags'),
  tenantId: column('tenant'),
  processDefinitionId: column('process'),
  creationDate: column('created'),
  completionDate: column('ended'),
  followUpDate: column('follow_up'),
  dueDate: column('due'),
  userTaskKey: column('key'),
  processDefinitionKey: column('definition'),
  processInstanceKey: column('pi'),
  elementInstanceKey: column('el'),
};
const LISTS = new Set<string>(['candidateGroup', 'candidateUser', 'tags']);

const [FIRST, LAST] = [-1, Number.MAX_SAFE_INTEGER];
/** What is not there comes last, in both directions. */
const dates = (name: string) => ({
  type: 'bigint',
  ascending: LAST as Value,
  descending: FIRST,
  column: column(name),
});
const SORTS = {
  creationDate: dates('created'),
  completionDate: dates('ended'),
  followUpDate: dates('follow_up'),
  dueDate: dates('due'),
  priority: dates('priority'),
  name: { type: 'text', ascending: '\u{10FFFD}', descending: '', column: text('name') },
};

interface Row {
  key: string;
  data: string;
  at: string[];
}

export async function searchUserTasks(db: Kysely<unknown>, query: UserTaskQuery): Promise<UserTaskPage> {
  const order = orderOf(query);
  const { rows } = await sql<Row>`${userTaskPage(query)}`.execute(db);
  if ('before' in query.page) rows.reverse();
  const counted = await sql<{ count: string }>`${userTaskCount(query)}`.execute(db);
  const count = Number(counted.rows[0]!.count);
  const at = (row: Row): Cursor =>
    row.at.map((value, i) => (order[i]!.type === 'bigint' ? Number(value) : value));
  return {
    tasks: rows.map(({ data }) => JSON.parse(data) as UserTask),
    total: Math.min(count, MAX_COUNT),
    more: count > MAX_COUNT,
    cursors: rows.length === 0 ? undefined : [at(rows[0]!), at(rows.at(-1)!)],
  };
}

/** The rows of a page, those before a cursor backwards. */
export function userTaskPage(query: UserTaskQuery): RawBuilder<unknown> {
  const { page } = query;
  const order = orderOf(query);
  const cursor = 'after' in page ? page.after : 'before' in page ? page.before : undefined;
  return sql`select t.key, t.data, array[${sql.join(order.map(({ value }) => sql`${value}::text`))}] as at
    from engine.user_tasks t where ${whereOf(query)} and ${cursor ? beyond(order, cursor) : sql`true`}
    order by ${sql.join(order.map(({ value, descending }) => sql`${value} ${sql.raw(descending ? 'desc' : 'asc')}`))}
    limit ${query.limit} offset ${'from' in page ? page.from : 0}`;
}

export const userTaskCount = (query: UserTaskQuery): RawBuilder<unknown> =>
  sql`select count(*) from (select from engine.user_tasks t where ${whereOf(query)} limit ${MAX_COUNT + 1}) as found`;

function whereOf({ conditions, variables = [] }: UserTaskQuery): RawBuilder<unknown> {
  const where = [...conditions.map(test), ...variables.map(testVariable)];
  return where.length === 0 ? sql`true` : sql.join(where, sql` and `);
}

function orderOf({ page, sort }: UserTaskQuery): Order[] {
  const backwards = 'before' in page;
  return [
    ...sort.map(({ field, descending }) => {
      const { type, column: value, ascending, descending: lowest } = SORTS[field];
      const missing = sql`${descending ? lowest : ascending}::${sql.raw(type)}`;
      return { value: sql`coalesce(${value}, ${missing})`, type, descending: descending !== backwards };
    }),
    { value: column('key'), type: 'bigint', descending: backwards },
  ];
}

interface Order {
  value: RawBuilder<unknown>;
  type: string;
  descending: boolean;
}

/** Rows that come after the cursor in this order. */
function beyond(order: Order[], cursor: Cursor): RawBuilder<unknown> {
  const alternatives = order.map(({ value, type, descending }, i) => {
    const same = order.slice(0, i).map((o, k) => sql`${o.value} = ${cursor[k]}::${sql.raw(o.type)}`);
    const past = sql`${value} ${sql.raw(descending ? '<' : '>')} ${cursor[i]}::${sql.raw(type)}`;
    return sql`(${sql.join([...same, past], sql` and `)})`;
  });
  return sql`(${sql.join(alternatives, sql` or `)})`;
}

const COMPARISONS = { $eq: '=', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const;

function test(condition: Condition): RawBuilder<unknown> {
  const { field, operator, value } = condition;
  if (LISTS.has(field)) return testList(condition);
  const what = FIELDS[field];
  switch (operator) {
    case '$exists':
      return value ? sql`${what} is not null` : sql`${what} is null`;
    case '$in':
      return sql`${what} = any(${value})`;
    case '$notIn':
      return sql`(${what} is null or ${what} <> all(${value}))`;
    case '$neq':
      return sql`${what} is distinct from ${value}`;
    case '$like':
      return sql`${what}::text like ${likePattern(String(value))}`;
    case '$eq':
      // As the index has it, which knows no nullif.
      if (field === 'assignee')
        return sql`(${column('assignee')} = ${value} and ${column('assignee')} <> '')`;
      return sql`${what} = ${value}`;
    default:
      return sql`${what} ${sql.raw(COMPARISONS[operator])} ${value}`;
  }
}

/** A list fits when one of its texts does; it does not when none may. */
function testList({ field, operator, value }: Condition): RawBuilder<unknown> {
  const what = FIELDS[field];
  switch (operator) {
    case '$exists':
      return value ? sql`${what} <> '{}'` : sql`${what} = '{}'`;
    case '$in':
      return sql`${what} && ${value}::text[]`;
    case '$notIn':
      return sql`not ${what} && ${value}::text[]`;
    case '$eq':
      return sql`${what} @> ${[value]}::text[]`;
    case '$neq':
      return sql`not ${what} @> ${[value]}::text[]`;
    case '$like':
      return sql`exists (select from unnest(${what}) as item where item like ${likePattern(String(value))})`;
    default:
      return sql`false`;
  }
}
