import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../index.ts';
import { type InstanceColumn, type InstanceQuery, instances, searchInstances } from './instanceSearch.ts';
import type { Condition } from './query.ts';
import { tableCount, tablePage } from './tableSearch.ts';

let database: TestDatabase<unknown>;

/** 60,000 instances of 30 definitions, one in sixty of them running. */
beforeAll(async () => {
  database = await testDatabase();
  await (await startEngine({ databaseUrl: database.url, port: 0 })).stop();
  const { db } = database;
  await sql`insert into engine.instances (key, definition, parent, started, data)
    select n, n % 30, n % 600, n * 1000, '{}' from generate_series(60, 60000, 60) n`.execute(db);
  await sql`insert into engine.history
    select n, n % 30, case when n % 3 = 0 then 'CANCELED' else 'COMPLETED' end, n * 1000, n * 1000 + 5, n % 600,
      '<default>', '{"path":[],"variables":{}}'
    from generate_series(1, 60000) n where n % 60 > 0`.execute(db);
  await sql`vacuum analyze`.execute(db);
});
afterAll(() => database.drop());

const query = (
  conditions: Condition<InstanceColumn>[],
  more: Partial<InstanceQuery> = {},
): InstanceQuery => ({
  conditions,
  sort: [],
  limit: 100,
  page: { from: 0 },
  ...more,
});
const is = (field: InstanceColumn, value: string | number): Condition<InstanceColumn> => ({
  field,
  operator: '$eq',
  value,
});
const newest = { sort: [{ field: 'startDate' as const, descending: true }] };

const queries: [string, InstanceQuery][] = [
  ['a key', query([is('processInstanceKey', 7)])],
  ['a parent', query([is('parentProcessInstanceKey', 7)])],
  ['a definition, those that run', query([is('processDefinitionKey', 0), is('state', 'ACTIVE')])],
  ['everything, a page', query([])],
  ['everything, the newest first', query([], newest)],
  ['everything, after a cursor', query([], { ...newest, page: { after: [30_000, 30_000] } })],
];

it.each(queries)(
  'finds process instances by %s without reading all that have ended',
  async (_name, asked) => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${tablePage(instances, asked)}`.execute(
      database.db,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toContain('Seq Scan on history');
    if (asked.conditions.length === 0) expect(plan).not.toMatch(/-> +Sort.*\n +Sort Key: (?!incidents)/);
  },
);

it('counts no further than it tells', async () => {
  const { rows } = await sql<{ count: string }>`${tableCount(instances, query([]))}`.execute(database.db);
  expect(Number(rows[0]!.count)).toBe(10_001);
  expect(await searchInstances(database.db, query([], { limit: 1 }))).toMatchObject({
    total: 10_000,
    more: true,
  });
});
