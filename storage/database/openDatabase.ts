import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { giveWay } from './giveWay.ts';

const { Pool, types } = pg;
const DATE = 1082;

/**
 * Opens a pool of connections; `db.destroy()` closes it.
 *
 * Values come back as: `int8` and `numeric` → string (they may exceed 2^53), `date` → 'yyyy-mm-dd' string (a day has
 * no time zone), `timestamptz` → Date, `jsonb` → parsed value, `bytea` → Buffer. Cast counts: `count(*)::int`.
 *
 * @param background what is done here may wait for what other connections do
 * @param name what `pg_stat_activity` calls these connections; at most 63 bytes
 */
export function openDatabase<Tables>(
  url: string,
  { max = 10, background = false, name }: { max?: number; background?: boolean; name?: string } = {},
): Kysely<Tables> {
  const pool = new Pool({
    connectionString: url,
    max,
    ...(name !== undefined && { application_name: name }),
    types: {
      getTypeParser: ((id: number, format?: 'text') =>
        id === DATE ? (text: string) => text : types.getTypeParser(id, format)) as typeof types.getTypeParser,
    },
  });
  // An idle connection that breaks (server restart) is dropped by the pool; the next statement opens or reports.
  pool.on('error', () => undefined);
  // One that breaks while it is lent out between two statements tells its holder at the next statement; without a
  // listener Node would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // A connection that breaks meanwhile tells its holder at the next statement.
    if (background) giveWay(client).catch(() => undefined);
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
