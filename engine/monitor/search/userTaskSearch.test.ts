import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../index.ts';
import { type UserTaskCondition, type UserTaskQuery, userTaskCount, userTaskPage } from './userTaskSearch.ts';

let database: TestDatabase<unknown>;

/** 60,000 tasks, one in sixty of them open, each of its own instance. */
beforeAll(async () => {
  database = await testDatabase();
  await (await startEngine({ databaseUrl: database.url, port: 0 })).stop();
  const { db } = database;
  await sql`insert into engine.user_tasks
      (key, pi, el, definition, process, element_id, name, tenant, assignee, state, priority, created, ended, data)
    select n, n + 1000000, n + 2000000, n % 30, 'p' || n % 30, 'u', 'Task', '<default>', 'person' || n % 2000,
      case when n % 60 = 0 then 'CREATED' else 'COMPLETED' end, 50, n, case when n % 60 = 0 then null else n end,
      json_build_object('key', n, 'candidateGroups', array['g' || n % 500], 'candidateUsers', array['u' || n % 900],
        'tags', array['t' || n % 700])
    from generate_series(1, 60000) n`.execute(db);
  await sql`insert into engine.instances (key, definition, parent, started, data)
    select n + 1000000, n % 30, 0, n, json_build_object('e', array[]::text[], 'p', array[]::text[],
      'v', json_build_object(n + 1000000, json_build_object('size', n)))
    from generate_series(60, 60000, 60) n`.execute(db);
  await sql`insert into engine.history
    select n + 1000000, n % 30, 'COMPLETED', n, n, 0, '<default>', '{"path":[],"variables":{}}'
    from generate_series(1, 60000) n where n % 60 > 0`.execute(db);
  await sql`vacuum analyze`.execute(db);
});
afterAll(() => database.drop());

const query = (conditions: UserTaskCondition[], more: Partial<UserTaskQuery> = {}): UserTaskQuery => ({
  conditions,
  sort: [],
  limit: 100,
  page: { from: 0 },
  ...more,
});
const is = (field: UserTaskCondition['field'], value: string | number): UserTaskCondition => ({
  field,
  operator: '$eq',
  value,
});

const byVariable = query([is('assignee', 'person60')], {
  variables: [{ of: 'processInstance', name: 'size', operator: '$eq', value: '60' }],
});
const queries: [string, UserTaskQuery][] = [
  ['a key', query([is('userTaskKey', 7)])],
  ['an instance', query([is('processInstanceKey', 1_000_007)])],
  ['an element instance', query([is('elementInstanceKey', 2_000_007)])],
  ['a definition', query([is('processDefinitionKey', 7), is('state', 'CREATED')])],
  ['an assignee', query([is('assignee', 'person7')])],
  ['an assignee, the open ones', query([is('assignee', 'person60'), is('state', 'CREATED')])],
  ['a candidate group', query([is('candidateGroup', 'g7')])],
  ['a candidate user', query([is('candidateUser', 'u7')])],
  ['a state, the first page', query([is('state', 'CREATED')])],
  ['a state, after a cursor', query([is('state', 'CREATED')], { page: { after: [30_000] } })],
  ['a variable among the tasks of an assignee', byVariable],
];

it.each(queries)('user tasks are found by %s without reading them all', async (_what, of) => {
  for (const part of [userTaskPage(of), userTaskCount(of)]) {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${part}`.execute(database.db);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index/);
    expect(plan).not.toMatch(/Seq Scan/);
  }
});

it('a variable is looked for in the instances of the tasks that other conditions leave', async () => {
  const { rows } = await sql<{ key: string }>`${userTaskPage(byVariable)}`.execute(database.db);
  expect(rows.map(({ key }) => Number(key))).toEqual([60]);
});

it('user tasks are found by all of the tags that are asked for', async () => {
  const found = async (...tags: string[]) => {
    const of = query([is('processInstanceKey', 1_000_007), ...tags.map((tag) => is('tags', tag))]);
    return (await sql<{ key: string }>`${userTaskPage(of)}`.execute(database.db)).rows.length;
  };
  expect([await found('t7'), await found('t8'), await found('t7', 't8')]).toEqual([1, 0, 0]);
});
