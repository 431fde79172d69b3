import { openDatabase } from '@congvan/storage';
import { testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { CheckpointOvertakenError, PostgresStore } from './postgresStore.ts';
import type { TableChange } from './store.ts';
import { allSpecs, jobs } from './tables.ts';

const ROWS = 600;

/** So many jobs, each a text of 200 letters or gone. */
function change(from: number, gone: boolean): TableChange {
  const keys = Array.from({ length: ROWS }, (_, at) => from + at);
  const row = {
    columns: jobs.columns.map(({ type }) => (type === 'text' ? 'gửi' : 0)),
    data: `"${'a'.repeat(200)}"`,
  };
  return { table: 'jobs', keys, rows: keys.map(() => (gone ? null : row)) };
}

it('uses the room of what checkpoints have deleted for the next rows', async () => {
  const database = await testDatabase();
  const store = new PostgresStore(database.url);
  const db = openDatabase(database.url, { max: 1 });
  const sizes: number[] = [];
  await store.recover(allSpecs);
  for (let round = 1; round <= 6; round++) {
    const from = round * ROWS;
    await store.append({ position: round, data: '{"changes":[]}' });
    await store.checkpoint({
      position: round,
      counter: from,
      tables: [change(from - ROWS, true), change(from, false)],
      history: [],
      bodies: [],
    });
    const { rows } = await sql<{ kb: number }>`
      select (pg_relation_size('engine.jobs') / 1024)::int as kb`.execute(db);
    sizes.push(rows[0]!.kb);
  }
  expect(sizes[5]).toBe(sizes[2]);
  expect((await store.byKeys('jobs', [ROWS * 5, ROWS * 6])).map(({ key }) => key)).toEqual([ROWS * 6]);
  await db.destroy();
  await store.close();
  await database.drop();
});

it('writes no checkpoint over one that it does not know', async () => {
  const database = await testDatabase();
  const store = new PostgresStore(database.url);
  const db = openDatabase(database.url, { max: 1 });
  await store.recover(allSpecs);
  const checkpoint = (position: number) =>
    store.checkpoint({ position, counter: position, tables: [change(ROWS, false)], history: [], bodies: [] });
  await sql`update engine.meta set position = 5`.execute(db);
  await expect(checkpoint(1)).rejects.toThrow(CheckpointOvertakenError);
  expect(await store.byKeys('jobs', [ROWS])).toEqual([]);
  expect(await store.recover(allSpecs)).toMatchObject({ position: 5 });
  await checkpoint(6);
  expect(await store.byKeys('jobs', [ROWS])).toHaveLength(1);
  await db.destroy();
  await store.close();
  await database.drop();
});
