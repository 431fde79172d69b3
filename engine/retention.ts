// History is kept for as long as it is wanted.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@congvan/storage';
import { type Kysely, type RawBuilder, sql } from 'kysely';

/** Rows removed in one statement, and the rest after it, in which the writer's checkpoints have the disk. */
const BATCH = 5_000;
const REST_MS = 20;

export interface Cleaning {
  definitionKey: number;
  /** What ended before this time goes; ms since the epoch. */
  endedBefore: number;
}

/** Removes the history of instances and user tasks that have ended, in batches. Counts per element and definition stay.
 * @returns how many instances */
export async function cleanHistory(
  databaseUrl: string,
  cleanings: readonly Cleaning[],
  signal?: AbortSignal,
): Promise<number> {
  const db = openDatabase(databaseUrl, { max: 1 });
  let removed = 0;
  try {
    for (const cleaning of cleanings) {
      await remove(db, userTaskBatch(cleaning), signal);
      removed += await remove(db, instanceBatch(cleaning), signal);
    }
    return removed;
  } finally {
    await db.destroy();
  }
}

async function remove(
  db: Kysely<unknown>,
  batch: RawBuilder<unknown>,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (!signal?.aborted) {
    const { numAffectedRows = 0n } = await sql`${batch}`.execute(db);
    removed += Number(numAffectedRows);
    if (numAffectedRows < BigInt(BATCH)) break;
    await sleep(REST_MS);
  }
  return removed;
}

export function instanceBatch({ definitionKey, endedBefore }: Cleaning): RawBuilder<unknown> {
  return sql`delete from engine.history where key = any(array(
    select key from engine.history
    where (definition, ended) >= (${definitionKey}, 0) and (definition, ended) < (${definitionKey}, ${endedBefore})
    order by definition, ended limit ${BATCH}))`;
}

function userTaskBatch({ definitionKey, endedBefore }: Cleaning): RawBuilder<unknown> {
  return sql`delete from engine.user_tasks where key = any(array(
    select key from engine.user_tasks where definition = ${definitionKey} and ended < ${endedBefore}
    limit ${BATCH}))`;
}
