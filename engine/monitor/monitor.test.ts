import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../client.ts';
import { startEngine } from '../index.ts';
import { type Monitor, openMonitor } from '../monitor.ts';
import { cleanHistory, instanceBatch } from '../retention.ts';
import { bpmn, flow, service } from '../testing/index.ts';
import { counted } from './definitions.ts';
import { evaluationPage } from './evaluations.ts';
import { search } from './firstKeyAt.ts';
import { holding, passing } from './heatMap.ts';
import { instancePage } from './instances.ts';
import { heldThere, left, there } from './instancesAt.ts';
import { incidentPage, messagePage } from './waiting.ts';

let database: TestDatabase<unknown>;
let monitor: Monitor;
let first: number;
let second: number;

const model = (task: string) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', task)}${service(task, 'nobody')}${flow(task, 'e')}<bpmn:endEvent id="e"/>`,
  );
const FIRST_KEY = 2 ** 51 + 1_000_000;
const ENDED = 40_000;
const RUNNING = 5_000;
const START = Date.UTC(2026, 0, 1);

/** Two versions of a process and a busy past: an instance a second, each ten thousandth of the ended ones canceled; the
 * last of them still run, every tenth of those with an incident. */
beforeAll(async () => {
  database = await testDatabase();
  const engine = await startEngine({ databaseUrl: database.url, port: 0 });
  const client = connectEngine({ address: engine.address });
  await client.deployResources([{ name: 'p.bpmn', content: model('a') }]);
  await client.deployResources([{ name: 'p.bpmn', content: model('b') }]);
  await client.close();
  await engine.stop();
  monitor = openMonitor(database.url);
  [second, first] = (await monitor.definitionKeys('p')) as [number, number];
  const { db } = database;
  const version = sql`case when n % 2 = 0 then ${first}::bigint else ${second} end`;
  await sql`insert into engine.history
    select ${FIRST_KEY}::bigint + n, ${version}, case when n % 10000 = 0 then 'CANCELED' else 'COMPLETED' end,
      ${START}::bigint + n * 1000, ${START}::bigint + n * 1000 + 500, 0, '<default>', '{"path":[],"variables":{}}'
    from generate_series(1, ${ENDED}) n`.execute(db);
  await sql`insert into engine.endings select definition, count(*) filter (where state = 'COMPLETED'),
    count(*) filter (where state = 'CANCELED') from engine.history group by definition`.execute(db);
  await sql`insert into engine.passages select definition, 2, count(*), 0 from engine.history group by definition`.execute(
    db,
  );
  await sql`insert into engine.instances (key, definition, parent, started, data)
    select ${FIRST_KEY + ENDED}::bigint + n, ${version}, 0, ${START + ENDED * 1000}::bigint + n * 1000, '{}'
    from generate_series(1, ${RUNNING}) n`.execute(db);
  await sql`insert into engine.elements (key, definition, node, data)
    select key, definition, 2, key::text from engine.instances`.execute(db);
  await sql`insert into engine.incidents (key, pi, definition, data)
    select key + 1000000, key, definition,
      json_build_object('key', key + 1000000, 'pi', key, 'definition', definition, 'elementId', 'a', 'at', started)
    from engine.instances where key % 10 = 0`.execute(db);
  await sql`insert into engine.messages (key, tenant, name, correlation_key, due, data)
    select n, '<default>', 'm' || n % 10, 'k' || n, 9e12, json_build_object('key', n, 'name', 'm' || n % 10,
      'correlationKey', 'k' || n) from generate_series(1, 5000) n`.execute(db);
  await otherProcesses();
  await sql`vacuum analyze`.execute(db);
});
/** So much else that a sequential scan would be the wrong plan. */
async function otherProcesses(): Promise<void> {
  const { db } = database;
  await sql`insert into engine.instances (key, definition, parent, started, data)
    select n, n % 20, 0, 0, repeat('x', 300) from generate_series(1, 20000) n`.execute(db);
  await sql`insert into engine.elements (key, definition, node, data)
    select n, n % 20, 2, n::text from generate_series(1, 60000) n`.execute(db);
  await sql`insert into engine.incidents (key, pi, definition, data)
    select n, n, n % 20, '{}' from generate_series(1, 10000) n`.execute(db);
  await sql`insert into engine.decision_instances (key, pi, definition, decision_id, at, data)
    select n, n, n % 20, 'd' || n % 50, n, '{}' from generate_series(1, 10000) n`.execute(db);
}
afterAll(async () => {
  await monitor.close();
  await database.drop();
});

describe('the lists', () => {
  it('go through every instance of a process once, newest first, page by page', async () => {
    const seen: number[] = [];
    const past = 2_000;
    const startedFrom = START + (ENDED - past + 1) * 1000;
    for (let before: number | undefined; ; before = seen.at(-1)) {
      const page = await monitor.instances({
        definitionKeys: [first, second],
        startedFrom,
        limit: 500,
        ...(before !== undefined && { before }),
      });
      seen.push(...page.map(({ key }) => key));
      if (page.length < 500) break;
    }
    expect(seen).toEqual(Array.from({ length: past + RUNNING }, (_, i) => FIRST_KEY + ENDED + RUNNING - i));
  });

  it('find the few canceled among the many completed', async () => {
    const canceled = await monitor.instances({ state: 'CANCELED' });
    expect(canceled.map(({ key }) => key - FIRST_KEY)).toEqual([40_000, 30_000, 20_000, 10_000]);
    expect(canceled[0]).toMatchObject({ state: 'CANCELED', bpmnProcessId: 'p', version: 1 });
  });

  it('take one version, and those with incidents', async () => {
    const held = await monitor.instances({ definitionKeys: [first], state: 'INCIDENT', limit: 500 });
    const running = await monitor.instances({ definitionKeys: [second], state: 'ACTIVE', limit: 3 });
    expect(new Set(held.map(({ definitionKey, state }) => `${definitionKey} ${state}`))).toEqual(
      new Set([`${first} INCIDENT`]),
    );
    expect(held.every(({ key }) => key % 10 === 0)).toBe(true);
    expect(running.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it('take a time: from its first millisecond to before its last', async () => {
    const [startedFrom, startedBefore] = [START + 1_000_000, START + 1_003_000];
    const found = await monitor.instances({ startedFrom, startedBefore });
    expect(found.map(({ startedAt }) => startedAt)).toEqual([
      START + 1_002_000,
      START + 1_001_000,
      startedFrom,
    ]);
    expect(await monitor.instances({ startedFrom: START + 1_000_000_000 })).toEqual([]);
    expect(await monitor.instances({ startedBefore: START })).toEqual([]);
  });

  it('count what runs, what is held and what has ended, for each version', async () => {
    expect(await monitor.definitions()).toMatchObject([
      { key: second, version: 2, active: RUNNING / 2, incidents: 0, completed: ENDED / 2, canceled: 0 },
      {
        key: first,
        version: 1,
        active: RUNNING / 2,
        incidents: RUNNING / 10,
        completed: 19_996,
        canceled: 4,
      },
    ]);
  });

  it('show instances by key, incidents and messages page by page', async () => {
    const found = await monitor.instancesOf([FIRST_KEY + 1, 2 ** 50, FIRST_KEY + ENDED + 1]);
    expect(found.map(({ key, state }) => [key - FIRST_KEY, state])).toEqual([
      [ENDED + 1, 'ACTIVE'],
      [1, 'COMPLETED'],
    ]);
    const [newest] = await monitor.incidents({ limit: 1 });
    const [next] = await monitor.incidents({ limit: 1, before: newest!.key });
    expect(newest!.instanceKey - next!.instanceKey).toBe(10);
    expect(await monitor.incident(next!.key)).toEqual(next);
    expect((await monitor.messages({ before: 4000, limit: 2 })).map(({ key }) => key)).toEqual([3999, 3998]);
    const to = { name: 'm3', correlationKey: 'k13' };
    expect((await monitor.messages({ to })).map(({ key }) => key)).toEqual([13]);
  });
});

describe('a table that grows is read by an index', () => {
  const range = { from: 0, to: 2 ** 53, limit: 50 };
  const queries: [string, () => RawBuilder<unknown>][] = [
    ['instances of every state', () => instancePage([first, second], undefined, range)],
    ['running ones', () => instancePage([first], 'ACTIVE', range)],
    ['those with incidents', () => instancePage([first], 'INCIDENT', range)],
    ['completed ones', () => instancePage([first, second], 'COMPLETED', range)],
    ['canceled ones', () => instancePage([first, second], 'CANCELED', range)],
    ['the key of a time', () => search(START + 5_000_000)],
    ['counts of the definitions', () => counted()],
    ['the heat map', () => passing(7)],
    ['its incidents', () => holding(7)],
    ['instances at an element', () => there({ definition: first, node: 2, before: 2 ** 53, limit: 50 })],
    ['those held there', () => heldThere({ definition: first, elementId: 'a', before: 2 ** 53, limit: 50 })],
    ['those that passed it', () => left({ definition: first, node: 2, before: 2 ** 53, limit: 50 }, 0)],
    ['incidents', () => incidentPage([first, second], {})],
    ['evaluations of a decision', () => evaluationPage({ decisionId: 'd1' })],
    ['those of an instance', () => evaluationPage({ instanceKey: 7 })],
    ['messages', () => messagePage({})],
    ['messages to somebody', () => messagePage({ to: { name: 'm1', correlationKey: 'k1' } })],
    ['what is removed', () => instanceBatch({ definitionKey: first, endedBefore: START + 1_000_000 })],
  ];
  it.each(queries)('%s', async (_, query) => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query()}`.execute(database.db);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index');
    // Nor by the order of keys, passing over other definitions.
    expect(plan).not.toMatch(/_pkey on .*\n\s+Index Cond: .*\n\s+Filter: .*definition/);
    expect(plan).not.toMatch(
      /Seq Scan on (history|instances|elements|incidents|messages|decision_instances)/,
    );
  });
});

describe('history', () => {
  it('goes with its age, each definition by its own, in more than one batch', async () => {
    const removed = await cleanHistory(database.url, [
      { definitionKey: first, endedBefore: START + 20_000_000 },
      { definitionKey: second, endedBefore: START + 500 },
    ]);
    expect(removed).toBe(9_999);
    const [oldest] = await monitor.instances({
      definitionKeys: [first],
      startedBefore: START + 20_001_000,
    });
    expect(oldest!.startedAt).toBe(START + 20_000_000);
    expect(await monitor.instances({ definitionKeys: [first], startedBefore: START + 20_000_000 })).toEqual(
      [],
    );
    expect((await monitor.definitions())[1]).toMatchObject({ completed: 19_996 });
  });
});
