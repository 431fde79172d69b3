// Searches in tables: conditions, order and pages become SQL.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { likePattern } from './likePattern.ts';
import { type Condition, type Cursor, MAX_COUNT, type Page, type Query } from './query.ts';

export interface Field {
  value: RawBuilder<unknown>;
  /** The value that stands for what is not there, besides null. */
  none?: string | number;
  /** Texts, one of which may fit. */
  list?: true;
}

export interface SortField {
  value: RawBuilder<unknown>;
  type: 'bigint' | 'text';
  /** It is always there: its index gives the order. */
  always?: true;
}

/** A column of `t`. */
export const column = (name: string): Field => ({ value: sql.ref(`t.${name}`) });
/** Order by a whole number. */
export const bigint = (value: RawBuilder<unknown>): SortField => ({ type: 'bigint', value });
/** Order by a column of whole numbers. */
export const number = (name: string): SortField => bigint(sql.ref(`t.${name}`));
/** Order by a text. */
export const text = (value: RawBuilder<unknown>): SortField => ({ type: 'text', value });
/** A member of the row's JSON as text; null: it is not there. @param table name of the row */
export const member = (name: string, table = 't'): RawBuilder<unknown> =>
  sql`engine.text_at(${sql.ref(`${table}.data`)}, ${sql.lit(name)})`;
/** A member that is a whole number. */
export const memberKey = (name: string, table = 't'): RawBuilder<unknown> =>
  sql`${member(name, table)}::bigint`;
/** Order by a column of texts. */
export const textColumn = (name: string): SortField => text(sql.ref(`t.${name}`));

/** What can be searched. */
export interface Table<F extends string, S extends string> {
  /** Rows `t`, each with a `key` of its own. */
  from: RawBuilder<unknown>;
  /** What is read of them. */
  columns: RawBuilder<unknown>;
  fields: Record<F, Field>;
  sorts: Record<S, SortField>;
}

/** @param where more conditions on `t` */
export async function searchTable<Row, F extends string, S extends string>(
  db: Kysely<unknown>,
  table: Table<F, S>,
  query: Query<F, S>,
  where: RawBuilder<unknown>[] = [],
): Promise<Page<Row>> {
  const order = orderOf(table, query);
  const { rows } = await sql<Row & { at: string[] }>`${tablePage(table, query, where)}`.execute(db);
  if ('before' in query.page) rows.reverse();
  const counted = await sql<{ count: string }>`${tableCount(table, query, where)}`.execute(db);
  const count = Number(counted.rows[0]!.count);
  const at = (row: { at: string[] }): Cursor =>
    row.at.map((value, i) => (order[i]!.type === 'bigint' ? Number(value) : value));
  return {
    rows,
    total: Math.min(count, MAX_COUNT),
    more: count > MAX_COUNT,
    cursors: rows.length === 0 ? undefined : [at(rows[0]!), at(rows.at(-1)!)],
  };
}

/** The rows of a page, those before a cursor backwards. */
export function tablePage<F extends string, S extends string>(
  table: Table<F, S>,
  query: Query<F, S>,
  where: RawBuilder<unknown>[] = [],
): RawBuilder<unknown> {
  const { page } = query;
  const order = orderOf(table, query);
  const cursor = 'after' in page ? page.after : 'before' in page ? page.before : undefined;
  return sql`select ${table.columns}, array[${sql.join(order.map(({ value }) => sql`${value}::text`))}] as at
    from ${table.from} where ${whereOf(table, query, where)} and ${cursor ? beyond(order, cursor) : sql`true`}
    order by ${sql.join(order.map(({ value, descending }) => sql`${value} ${sql.raw(descending ? 'desc' : 'asc')}`))}
    limit ${query.limit} offset ${'from' in page ? page.from : 0}`;
}

export const tableCount = <F extends string, S extends string>(
  table: Table<F, S>,
  query: Query<F, S>,
  where: RawBuilder<unknown>[] = [],
): RawBuilder<unknown> =>
  sql`select count(*) from (select from ${table.from} where ${whereOf(table, query, where)} limit ${MAX_COUNT + 1}) as found`;

function whereOf<F extends string, S extends string>(
  { fields }: Table<F, S>,
  { conditions }: Query<F, S>,
  more: RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const all = [...conditions.map((condition) => testField(fields[condition.field], condition)), ...more];
  return all.length === 0 ? sql`true` : sql.join(all, sql` and `);
}

const [FIRST, LAST] = [-1, Number.MAX_SAFE_INTEGER];
/** What is not there comes last, in both directions. */
const MISSING = {
  bigint: { ascending: LAST, descending: FIRST },
  text: { ascending: '\u{10FFFD}', descending: '' },
};

interface Order {
  value: RawBuilder<unknown>;
  type: SortField['type'];
  descending: boolean;
}

function orderOf<F extends string, S extends string>(
  { sorts }: Table<F, S>,
  { page, sort }: Query<F, S>,
): Order[] {
  const backwards = 'before' in page;
  return [
    ...sort.map(({ field, descending }): Order => {
      const { type, value, always } = sorts[field];
      const missing = MISSING[type][descending ? 'descending' : 'ascending'];
      return {
        value: always ? value : sql`coalesce(${value}, ${missing}::${sql.raw(type)})`,
        type,
        descending: descending !== backwards,
      };
    }),
    { value: sql.ref('t.key'), type: 'bigint', descending: backwards },
  ];
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

/** Whether a field fits a condition. */
export function testField({ value: what, none, list }: Field, condition: Condition): RawBuilder<unknown> {
  if (list) return testList(what, condition);
  const { operator, value } = condition;
  // The bare column stays in sight of indexes, which know no nullif.
  const there =
    none === undefined ? sql`${what} is not null` : sql`${what} is not null and ${what} <> ${none}`;
  const fits = (comparison: RawBuilder<unknown>) =>
    none === undefined ? comparison : sql`(${comparison} and ${what} <> ${none})`;
  switch (operator) {
    case '$exists':
      return value ? sql`(${there})` : sql`not (${there})`;
    case '$in':
      return fits(sql`${what} = any(${value})`);
    case '$notIn':
      return sql`(not (${there}) or ${what} <> all(${value}))`;
    case '$neq':
      return sql`${what} is distinct from ${value}`;
    case '$like':
      return fits(sql`${what}::text like ${likePattern(String(value))}`);
    default:
      return fits(sql`${what} ${sql.raw(COMPARISONS[operator])} ${value}`);
  }
}

/** A list fits when one of its texts does; it does not when none may. */
function testList(what: RawBuilder<unknown>, { operator, value }: Condition): RawBuilder<unknown> {
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
