// Times are looked up by key: keys are given in the order of time, so that no index on the time is needed, which the
// writer would have to keep.
import { type Kysely, type RawBuilder, sql } from 'kysely';

/** A key such that instances from it on started at `time` (ms) or later, and those below it before. */
export async function firstKeyAt(db: Kysely<unknown>, time: number): Promise<number> {
  const { rows } = await sql<{ key: string }>`${search(time)}`.execute(db);
  return Number(rows[0]?.key ?? 0);
}

/** Halves the range of keys until it is empty: about 25 look-ups in the primary keys of a million instances. */
export function search(time: number): RawBuilder<unknown> {
  const next = (table: 'instances' | 'history') =>
    sql`(select key, started from ${sql.table(`engine.${table}`)}
      where key >= half.middle and key < half.high order by key limit 1)`;
  return sql`with recursive step (low, high) as (
      select least((select min(key) from engine.history), (select min(key) from engine.instances)),
        greatest((select max(key) from engine.history), (select max(key) from engine.instances)) + 1
      union all
      select case when found.started < ${time} then found.key + 1 else half.low end,
        case when found.started < ${time} then half.high else half.middle end
      from (select low, high, (low + high) / 2 as middle from step where low < high) half
      left join lateral (
        select key, started from (${next('instances')} union all ${next('history')}) next order by key limit 1
      ) found on true
    )
    select low as key from step where low >= high`;
}
