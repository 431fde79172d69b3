// The process instances above one, which called it, and those below, which it called.
import { type Kysely, type RawBuilder, sql } from 'kysely';

export interface Called {
  instance: number;
  definition: number;
}

/** Calls within calls that are looked through: no more than the engine runs. */
const MAX_DEPTH = 1_000;
/** Instances below one that are looked through. */
const MAX_CALLED = 10_000;

/** @returns outermost first, the instance itself last; empty when there is no such instance */
export async function callHierarchy(db: Kysely<unknown>, instance: number): Promise<Called[]> {
  const row = (key: unknown) => sql`(select key, definition, parent from engine.instances where key = ${key}
    union all select key, definition, parent from engine.history where key = ${key})`;
  const { rows } = await sql<{ key: string; definition: string }>`
    with recursive calls (key, definition, parent, depth) as (
      select key, definition, parent, 1 from ${row(instance)} i
      union all
      select i.key, i.definition, i.parent, depth + 1
      from calls cross join lateral ${row(sql.ref('calls.parent'))} i where depth < ${MAX_DEPTH})
    select key, definition from calls order by depth desc`.execute(db);
  return rows.map(({ key, definition }) => ({ instance: Number(key), definition: Number(definition) }));
}

/** Keys of an instance and of those that it called, directly or not, as an array. */
export const withCalled = (instance: number): RawBuilder<unknown> =>
  sql`array(with recursive called (key) as (
    select ${instance}::bigint
    union all
    select i.key from called cross join lateral (
      select key from engine.instances where parent = called.key and parent > 0
      union all select key from engine.history where parent = called.key and parent > 0) i)
    select key from called limit ${MAX_CALLED})`;
