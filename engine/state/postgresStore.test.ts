import { randomBytes } from 'node:crypto';
import { openDatabase } from '@congvan/storage';
import { testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { EngineFencedError } from '../errors.ts';
import { PostgresStore } from './postgresStore.ts';
import type { TableChange } from './store.ts';
import { allSpecs, jobs, timers } from './tables.ts';

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
  await store.recover(allSpecs, () => undefined);
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

it('writes nothing, and is certain of nothing, once another engine has read the state', async () => {
  const database = await testDatabase();
  const earlier = new PostgresStore(database.url);
  const later = new PostgresStore(database.url);
  const checkpoint = { counter: 9, tables: [change(ROWS, false)], history: [], bodies: [] };
  await earlier.recover(allSpecs, () => undefined);
  await earlier.append({ position: 1, data: '{"changes":[]}' });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name like 'congvan writer %' and datname = current_database()`.execute(database.db);

  expect(await later.recover(allSpecs, () => undefined)).toMatchObject({
    position: 0,
    log: [{ position: 1 }],
  });
  await expect(earlier.append({ position: 2, data: '{"changes":[]}' })).rejects.toThrow();
  await expect(earlier.confirm()).rejects.toThrow();
  await expect(earlier.checkpoint({ position: 1, ...checkpoint })).rejects.toThrow(EngineFencedError);
  expect(await later.byKeys('jobs', [ROWS])).toEqual([]);
  await later.close();
  // Though nobody has the place any more.
  await expect(earlier.recover(allSpecs, () => undefined)).rejects.toThrow(EngineFencedError);
  await earlier.close();
  await database.drop();
});

it('takes no checkpoint of before for one of now', async () => {
  const database = await testDatabase();
  const store = new PostgresStore(database.url);
  await store.recover(allSpecs, () => undefined);
  const checkpoint = { position: 1, counter: 9, tables: [change(ROWS, false)], history: [], bodies: [] };
  // As one that was cut off from the engine and arrives after it has read its state anew.
  await sql`update engine.meta set reading = reading || ' and anew'`.execute(database.db);
  await expect(store.checkpoint(checkpoint)).rejects.toThrow(EngineFencedError);
  await store.recover(allSpecs, () => undefined);
  await store.checkpoint(checkpoint);
  expect(await store.byKeys('jobs', [ROWS])).toHaveLength(1);
  await store.close();
  await database.drop();
});

it('gives all that fall due at the same time, also where there is not room for all of them', async () => {
  const database = await testDatabase();
  const store = new PostgresStore(database.url);
  await store.recover(allSpecs, () => undefined);
  const due = [5, 7, 7, 7, 9];
  const rows = due.map((at) => ({
    columns: timers.columns.map(({ name }) => (name === 'due' ? at : 0)),
    data: '{}',
  }));
  const tables = [{ table: 'timers', keys: due.map((_, i) => i + 1), rows }];
  await store.checkpoint({ position: 0, counter: 9, tables, history: [], bodies: [] });
  const found = await store.dueBetween('timers', 0, 100, 2);
  expect(found.map((row) => row.due)).toEqual([5, 7, 7, 7]);
  expect(new Set(found.map((row) => row.key))).toEqual(new Set([1, 2, 3, 4]));
  await store.close();
  await database.drop();
});

it('takes texts that are longer than an index may hold, wherever rows have texts', async () => {
  const database = await testDatabase();
  const store = new PostgresStore(database.url);
  await store.recover(allSpecs, () => undefined);
  // As random bytes, for PostgreSQL to find nothing to compress; each letter takes three bytes.
  const long = randomBytes(20_000)
    .toString('latin1')
    .replace(/[\0-\xff]/g, (c) => String.fromCharCode(0x1e00 + c.charCodeAt(0)));
  const data = JSON.stringify({ candidateGroups: [long], candidateUsers: [long, 'lan'], tags: [long] });
  await store.checkpoint({
    position: 1,
    counter: 9,
    tables: allSpecs.map(({ name, columns }) => ({
      table: name,
      keys: [1],
      rows: [{ columns: columns.map(({ type }) => (type === 'text' ? long : 0)), data }],
    })),
    history: [],
    bodies: [],
  });
  for (const { name } of allSpecs) expect(await store.byKeys(name, [1])).toEqual([{ key: 1, data }]);
  expect(await store.byColumns('jobs', { type: long }, 10)).toHaveLength(1);
  const { rows } = await sql<{ of: string[] }>`
    select candidate_users as of from engine.user_tasks where candidate_groups @> ${[long.slice(0, 300)]}::text[]`.execute(
    database.db,
  );
  expect(rows).toEqual([{ of: [long.slice(0, 300), 'lan'] }]);
  await store.close();
  await database.drop();
});
