import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { DatabaseNewerError, MigrationChangedError } from './errors.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './openDatabase.ts';

const first = {
  name: '001-things',
  sql: 'create table things (id int primary key); create index on things (id);',
};
const second = { name: '002-names', sql: 'alter table things add column name text' };

describe('migrate', () => {
  let test: TestDatabase<unknown>;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.drop());

  it('applies what is new, once, in order, in the schema of the room', async () => {
    expect(await migrate(test.db, { schema: 'a', migrations: [first] })).toEqual(['001-things']);
    expect(await migrate(test.db, { schema: 'a', migrations: [first, second] })).toEqual(['002-names']);
    expect(await migrate(test.db, { schema: 'a', migrations: [first, second] })).toEqual([]);
    const columns = await sql<{ column_name: string }>`select column_name from information_schema.columns
      where table_schema = 'a' and table_name = 'things' order by ordinal_position`.execute(test.db);
    expect(columns.rows.map((row) => row.column_name)).toEqual(['id', 'name']);
  });

  it('refuses an applied migration that was edited, and a database newer than the code', async () => {
    await migrate(test.db, { schema: 'b', migrations: [first, second] });
    const edited = { ...first, sql: `${first.sql} -- changed` };
    await expect(migrate(test.db, { schema: 'b', migrations: [edited, second] })).rejects.toThrow(
      MigrationChangedError,
    );
    await expect(migrate(test.db, { schema: 'b', migrations: [first] })).rejects.toThrow(DatabaseNewerError);
  });

  it('leaves nothing of a migration that fails', async () => {
    const broken = { name: '002-broken', sql: 'create table half (id int); select 1 / 0;' };
    await expect(migrate(test.db, { schema: 'c', migrations: [first, broken] })).rejects.toThrow(
      /division by zero/,
    );
    const tables = await sql`select 1 from information_schema.tables where table_schema = 'c'`.execute(
      test.db,
    );
    expect(tables.rows).toEqual([]);
  });

  it('may be called by several processes at once', async () => {
    const pools = [1, 2, 3, 4].map(() => openDatabase(test.url, { max: 1 }));
    const applied = await Promise.all(
      pools.map((db) => migrate(db, { schema: 'd', migrations: [first, second] })),
    );
    expect(applied.flat().sort()).toEqual(['001-things', '002-names']);
    await Promise.all(pools.map((db) => db.destroy()));
  });
});

describe('openDatabase', () => {
  it('keeps large integers, days and Vietnamese text exact', async () => {
    const { db, drop } = await testDatabase();
    const { rows } = await sql`select 9007199254740993::int8 as key, '2020-12-22'::date as day,
      upper('quyết định') as upper, 'Đ' < 'E' collate "vi-x-icu" as sorted`.execute(db);
    expect(rows).toEqual([{ key: '9007199254740993', day: '2020-12-22', upper: 'QUYẾT ĐỊNH', sorted: true }]);
    await drop();
  });

  it('survives a connection that breaks while it is held, and reports it at the next statement', async () => {
    const { db, url, drop } = await testDatabase();
    const other = openDatabase(url, { max: 1 });
    const broken = db.connection().execute(async (connection) => {
      await sql`select 1`.execute(connection);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other);
      await sleep(50);
      await sql`select 1`.execute(connection);
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable/);
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await other.destroy();
    await drop();
  });
});
