// History is kept for as long as it is wanted.
import { openDatabase } from '@congvan/storage';
import { type Kysely, sql } from 'kysely';

/** Rows removed in one statement: the writer's checkpoints come between. */
const BATCH = 5_000;

/** Removes the history of instances and user tasks that ended before the time (ms). Counts per element stay.
 * @returns how many instances */
export async function cleanHistory(databaseUrl: string, endedBefore: number): Promise<number> {
  const db = openDatabase(databaseUrl, { max: 1 });
  try {
    await remove(db, 'user_tasks', endedBefore);
    return await remove(db, 'history', endedBefore);
  } finally {
    await db.destroy();
  }
}

async function remove(
  db: Kysely<unknown>,
  table: 'history' | 'user_tasks',
  endedBefore: number,
): Promise<number> {
  const name = sql.table(`engine.${table}`);
  let removed = 0;
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${name} where key in (select key from ${name} where ended < ${endedBefore} limit ${BATCH})`.execute(
      db,
    );
    removed += Number(numAffectedRows);
    if (numAffectedRows < BigInt(BATCH)) return removed;
  }
}
