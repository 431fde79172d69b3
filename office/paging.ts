import { type SelectQueryBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from './office.ts';

export const PAGE_SIZE = 50;
/** More rows are neither counted nor paged through: who has so many before them asks for fewer. */
export const MAX_COUNTED = 10_000;

/** Pages count from 1. */
export const pageInput = z
  .int()
  .min(1)
  .max(MAX_COUNTED / PAGE_SIZE)
  .default(1);

/** For `query.$call(paging(page))`. */
export const paging =
  (page: number) =>
  <DB, Tables extends keyof DB, Output>(query: SelectQueryBuilder<DB, Tables, Output>) =>
    query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE);

export interface Counted {
  /** At most {@link MAX_COUNTED}. */
  total: number;
  /** There are more. */
  more: boolean;
}

export async function counted<DB, Tables extends keyof DB>(
  db: Database,
  query: SelectQueryBuilder<DB, Tables, object>,
): Promise<Counted> {
  const rows = query.select(sql<number>`1`.as('one')).limit(MAX_COUNTED + 1);
  const { count } = await db
    .selectFrom(sql`(${rows})`.as('rows'))
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return { total: Math.min(count, MAX_COUNTED), more: count > MAX_COUNTED };
}
