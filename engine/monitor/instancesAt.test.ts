import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../client.ts';
import { type Engine, startEngine } from '../index.ts';
import { bpmn, flow, service } from '../testing/index.ts';
import { LOOKED } from './instancesAt.ts';
import type { WalkedElement } from './path.ts';

type State = WalkedElement['state'];

let database: TestDatabase<unknown>;
let engine: Engine;
let definitionKey: number;
/** Instances by how they stand, in the order in which they were started. */
const keys: Record<'done' | 'canceled' | 'waiting' | 'held' | 'straight', number[]> = {
  done: [],
  canceled: [],
  waiting: [],
  held: [],
  straight: [],
};

const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'which')}
   <bpmn:exclusiveGateway id="which" default="which_e"/>${flow('which', 'work', '=long')}${flow('which', 'e')}
   ${service('work', 'work')}${flow('work', 'e')}<bpmn:endEvent id="e"/>`,
);

async function at(elementId: string, state: State, before?: number, limit?: number) {
  const range = { ...(before !== undefined && { before }), ...(limit !== undefined && { limit }) };
  const found = await engine.monitor.instancesAt({ definitionKey, elementId, state, ...range });
  return { keys: found!.items.map(({ key }) => key), next: found!.next };
}

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0 });
  const client = connectEngine<{ work: { variables: { fate?: string } } }>({ address: engine.address });
  await client.deployResources([{ name: 'p.bpmn', content: model }]);
  const start = async (variables: { long: boolean; fate?: 'done' | 'held' | 'waiting' }) =>
    Number((await client.createProcessInstance({ bpmnProcessId: 'p', variables })).processInstanceKey);
  for (const fate of ['done', 'done', 'waiting', 'held', 'waiting', 'waiting'] as const) {
    keys[fate].push(await start({ long: true, fate }));
  }
  keys.canceled.push(await start({ long: true, fate: 'waiting' }));
  keys.straight.push(await start({ long: false }));
  await client.cancelProcessInstance(String(keys.canceled[0]));
  client.createWorker({
    type: 'work',
    async handle({ variables }) {
      if (variables.fate === 'held') return { outcome: 'failed', message: 'no', retries: 0 };
      return { outcome: variables.fate === 'done' ? 'completed' : 'later' };
    },
  });
  const settled = async () => {
    const [counts] = await engine.monitor.definitions();
    return counts && counts.incidents === 1 && counts.completed === 3 && counts.canceled === 1;
  };
  await vi.waitUntil(settled, { timeout: 20_000 });
  await client.close();
  [definitionKey] = (await engine.monitor.definitionKeys('p')) as [number];
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const newestFirst = (all: number[]) => [...all].sort((a, b) => b - a);

describe('the instances at an element', () => {
  it('are those that are there, with and without an incident', async () => {
    const all = [...keys.waiting, ...keys.held];
    expect(await at('work', 'ACTIVE')).toEqual({ keys: newestFirst(all), next: null });
    expect(await at('work', 'INCIDENT')).toEqual({ keys: keys.held, next: null });
    expect(await at('which', 'ACTIVE')).toEqual({ keys: [], next: null });
  });

  it('are those that ended, by how the element ended, not the instance', async () => {
    expect(await at('work', 'TERMINATED')).toEqual({ keys: keys.canceled, next: null });
    expect(await at('work', 'COMPLETED')).toEqual({ keys: newestFirst(keys.done), next: null });
    const passed = [...keys.done, ...keys.canceled, ...keys.straight];
    expect(await at('which', 'COMPLETED')).toEqual({ keys: newestFirst(passed), next: null });
  });

  it('come page by page', async () => {
    const [newest, next, oldest] = newestFirst(keys.waiting);
    const first = await at('work', 'ACTIVE', undefined, 2);
    expect(first).toEqual({ keys: [newest, next], next });
    expect((await at('work', 'ACTIVE', first.next!, 2)).keys).toEqual([...keys.held, oldest]);
    const passed = await at('work', 'COMPLETED', undefined, 1);
    expect(passed).toEqual({ keys: [keys.done[1]], next: keys.done[1] });
    expect((await at('work', 'COMPLETED', passed.next!, 1)).keys).toEqual([keys.done[0]]);
  });

  it('are not there for an element that the process does not have', async () => {
    expect(await engine.monitor.instancesAt({ definitionKey, elementId: 'x', state: 'ACTIVE' })).toBe(
      undefined,
    );
  });

  it('are found behind a long past that did not come by, and not by what variables hold', async () => {
    const other = JSON.stringify({ path: [[0, 1, 1, 0, 0, 0]], variables: { numbers: [0, 3, 1] } });
    await sql`insert into engine.history select ${2 ** 52}::bigint + n, ${definitionKey}::bigint, 'COMPLETED', n, n, 0,
      '<default>', ${other} from generate_series(1, ${LOOKED}) n`.execute(database.db);
    const first = await at('work', 'COMPLETED');
    expect(first).toEqual({ keys: [], next: 2 ** 52 + 1 });
    expect(await at('work', 'COMPLETED', first.next!)).toEqual({ keys: newestFirst(keys.done), next: null });
  });
});
