// History is kept for as long as it is wanted.
import { openDatabase } from '@congvan/storage';
import { sql } from 'kysely';

/** Rows removed in one statement: the writer's checkpoints come between. */
const BATCH = 5_000;

/** Removes the history of instances that ended before the time (ms). Counts per element stay. @returns how many */
export async function cleanHistory(databaseUrl: string, endedBefore: number): Promise<number> {
  const db = openDatabase(databaseUrl, { max: 1 });
  try {
    let removed = 0;
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from engine.history where key in (
          select key from engine.history where ended < ${endedBefore} limit ${BATCH})`.execute(db);
      removed += Number(numAffectedRows);
      if (numAffectedRows < BigInt(BATCH)) return removed;
    }
  } finally {
    await db.destroy();
  }
}
