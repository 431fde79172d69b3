// From the process instance at the top of the calls down to one that was called.
import { type Kysely, sql } from 'kysely';

export interface Called {
  instance: number;
  definition: number;
}

/** Calls within calls that are looked through: no more than the engine runs. */
const MAX_DEPTH = 1_000;

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
