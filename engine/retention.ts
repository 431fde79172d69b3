// History is kept for as long as it is wanted.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@congvan/storage';
import { type Kysely, type RawBuilder, sql } from 'kysely';

/** Rows removed in one statement, and the rest after it, in which the writer's checkpoints have the disk. */
const BATCH = 5_000;
const REST_MS = 20;

export interface Cleaning {
  /** Of a process; `NO_DEFINITION`: what is of none, batch operations and decisions evaluated by themselves. */
  definitionKey: number;
  /** What ended before this time goes; ms since the epoch. */
  endedBefore: number;
}
export const NO_DEFINITION = 0;

/** Removes the history of instances and user tasks that have ended, decisions that were evaluated, messages that were met,
 * incidents that are over and batch operations that have ended, in batches. Counts per element and definition stay.
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
      await remove(db, eventBatch('decision_instances', cleaning), signal);
      if (cleaning.definitionKey === NO_DEFINITION) {
        await remove(db, batchItemBatch(cleaning), signal);
        await remove(db, batchOperationBatch(cleaning), signal);
        continue;
      }
      await remove(db, eventBatch('correlations', cleaning), signal);
      await remove(db, eventBatch('resolved_incidents', cleaning), signal);
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

export function eventBatch(
  table: 'decision_instances' | 'correlations' | 'resolved_incidents',
  { definitionKey, endedBefore }: Cleaning,
): RawBuilder<unknown> {
  const name = sql.table(`engine.${table}`);
  return sql`delete from ${name} where key = any(array(
    select key from ${name} where definition = ${definitionKey} and at < ${endedBefore} limit ${BATCH}))`;
}

/** The items before their operations, by which they are found. */
export function batchItemBatch({ endedBefore }: Cleaning): RawBuilder<unknown> {
  return sql`delete from engine.batch_items where key = any(array(
    select i.key from engine.batch_operations o join engine.batch_items i on i.batch = o.key
    where o.ended < ${endedBefore} limit ${BATCH}))`;
}

export function batchOperationBatch({ endedBefore }: Cleaning): RawBuilder<unknown> {
  return sql`delete from engine.batch_operations o where key = any(array(
    select key from engine.batch_operations where ended < ${endedBefore} limit ${BATCH}))
    and not exists (select from engine.batch_items i where i.batch = o.key)`;
}
