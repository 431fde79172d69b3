// Searches in rows that are at hand: definitions, the elements and variables of an instance.
import { type Condition, type Cursor, MAX_COUNT, type Page, type Query, type Value } from './query.ts';

type Held = Value | null | undefined;
/** A row by its fields. */
export type Searchable = Record<string, unknown>;

/** @param keyOf what tells rows apart */
export function searchRows<Row extends Searchable>(
  rows: readonly Row[],
  { conditions, sort, limit, page }: Query,
  keyOf: (row: Row) => number | string,
): Page<Row> {
  const found = rows.filter((row) =>
    conditions.every((condition) => fits(row[condition.field] as Held, condition)),
  );
  const at = (row: Row): Cursor => [...sort.map(({ field }) => comparable(row[field] as Held)), keyOf(row)];
  const order = [...sort.map(({ descending }) => descending), false];
  const sorted = found.map((row) => ({ row, at: at(row) })).sort((a, b) => compare(a.at, b.at, order));
  const chosen = choose(sorted, page, limit, order);
  return {
    rows: chosen.map(({ row }) => row),
    total: Math.min(found.length, MAX_COUNT),
    more: found.length > MAX_COUNT,
    cursors: chosen.length === 0 ? undefined : [chosen[0]!.at, chosen.at(-1)!.at],
  };
}

function choose<R extends { at: Cursor }>(
  sorted: R[],
  page: Query['page'],
  limit: number,
  order: boolean[],
): R[] {
  if ('from' in page) return sorted.slice(page.from, page.from + limit);
  if ('after' in page) return sorted.filter(({ at }) => compare(at, page.after, order) > 0).slice(0, limit);
  const before = sorted.filter(({ at }) => compare(at, page.before, order) < 0);
  return before.slice(Math.max(0, before.length - limit));
}

/** What is not there comes last in either direction: an empty text does not occur otherwise. */
const comparable = (value: Held): string | number =>
  typeof value === 'boolean' ? Number(value) : (value ?? '');

function compare(a: Cursor, b: Cursor, descending: boolean[]): number {
  for (const [i, down] of descending.entries()) {
    const [one, other] = [a[i]!, b[i]!];
    if (one === other) continue;
    if (one === '') return 1;
    if (other === '') return -1;
    return one < other !== down ? -1 : 1;
  }
  return 0;
}

export function fits(held: Held, { operator, value }: Condition): boolean {
  const there = held !== undefined && held !== null && held !== '';
  switch (operator) {
    case '$exists':
      return there === value;
    case '$neq':
      return held !== value;
    case '$in':
      return there && value.includes(held);
    case '$notIn':
      return !there || !value.includes(held);
    case '$like':
      return there && like(String(value)).test(String(held));
    case '$eq':
      return held === value;
    case '$gt':
      return there && held > value;
    case '$gte':
      return there && held >= value;
    case '$lt':
      return there && held < value;
    case '$lte':
      return there && held <= value;
  }
}

/** `*` and `?`, escaped by a backslash. */
function like(pattern: string): RegExp {
  const source = pattern.replace(/\\[*?\\]|[.*+?^${}()|[\]\\]/g, (found) => {
    if (found === '*') return '[^]*';
    if (found === '?') return '[^]';
    return `\\${found.at(-1)}`;
  });
  return new RegExp(`^${source}$`);
}
