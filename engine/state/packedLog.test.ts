import { migrate, openDatabase } from '@congvan/storage';
import { testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrations, schema } from './migrations.ts';
import { pack, unpack } from './packedLog.ts';
import { PostgresStore } from './postgresStore.ts';
import { allSpecs } from './tables.ts';

it.each([
  ['short', '{"counter":7,"changes":[]}'],
  ['long', JSON.stringify({ changes: Array.from({ length: 50_000 }, (_, key) => ['văn bản', key]) })],
])('gives back a %s batch, smaller than it was if it repeats itself', async (_, text) => {
  const packed = await pack(text);
  expect(unpack(packed)).toBe(text);
  if (text.length > 1_000) expect(packed.length).toBeLessThan(text.length / 4);
});

it('is read where an engine of before has left its log unpacked', async () => {
  const database = await testDatabase();
  const db = openDatabase(database.url, { max: 1 });
  const old = { position: 1, data: '{"counter":9,"changes":[["jobs",5,{"type":"phát hành"}]]}' };
  await migrate(db, { schema, migrations: migrations.slice(0, 3) });
  await sql`insert into engine.log (position, data) values (${old.position}, ${old.data})`.execute(db);
  await db.destroy();

  const store = new PostgresStore(database.url);
  expect((await store.recover(allSpecs, () => undefined)).log).toEqual([old]);
  const next = { position: 2, data: '{"counter":10,"changes":[]}' };
  await store.append(next);
  expect((await store.recover(allSpecs, () => undefined)).log).toEqual([old, next]);
  await store.close();
  await database.drop();
});
