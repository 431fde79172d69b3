import {
  type DatabaseProxy,
  startDatabaseProxy,
  type TestDatabase,
  testDatabase,
} from '@congvan/storage/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, EngineFencedError, EngineRunningError, startEngine } from './index.ts';
import { EngineProcess } from './testing/engineProcess.ts';
import { bpmn, flow, service } from './testing/index.ts';
import { RawClient } from './testing/rawClient.ts';

const UNAVAILABLE = 14;
const NOTHING = [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE];
/** A place is given up after ten seconds of silence. */
const LONG = 90_000;
/** Keys of this partition that nothing has had yet. */
const UNKNOWN = { job: '2251799813785248', instance: '2251799813785249' };
const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
);

let database: TestDatabase<unknown>;
let ending: (() => unknown)[];
beforeEach(async () => {
  database = await testDatabase();
  ending = [];
});
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  await database.drop();
});

function clientOf({ address }: { address: string }): RawClient {
  const client = new RawClient(address);
  ending.push(() => client.close());
  return client;
}

async function start(
  more: { databaseUrl?: string; onFenced?: (error: Error) => void } = {},
): Promise<Engine> {
  const engine = await startEngine({
    databaseUrl: database.url,
    port: 0,
    onError: () => undefined,
    ...more,
  });
  ending.push(() => engine.stop());
  return engine;
}

/** @returns the key of the instance */
async function create(client: RawClient): Promise<string> {
  const { code, message } = await client.create();
  expect(code).toBe(0);
  return String(message.processInstanceKey);
}

/** @returns keys of jobs, so many of them */
async function activate(client: RawClient, wanted: number): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < wanted) {
    const request = { type: 'work', worker: 'w', timeout: 600_000, maxJobsToActivate: wanted - keys.length };
    const { call, messages } = client.stream<{ jobs: { key: number }[] }>('ActivateJobs', request);
    await new Promise((resolve) => call.on('status', resolve));
    keys.push(...messages.flatMap(({ jobs }) => jobs.map(({ key }) => String(key))));
  }
  return keys;
}

/** What an engine refuses without a write, by what it remembers. */
async function ask(client: RawClient, { job, instance }: { job: string; instance: string }) {
  const answers = await Promise.all([
    client.call('CompleteJob', { jobKey: job }),
    client.call('CancelProcessInstance', { processInstanceKey: instance }),
    client.call('EvaluateDecision', { decisionId: 'newer' }),
  ]);
  return codes(answers);
}

const codes = (answers: { code: number }[]) => answers.map(({ code }) => code);

async function stored(): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`select key from engine.instances order by key`.execute(
    database.db,
  );
  return rows.map(({ key }) => key);
}

describe('an engine whose place another one has taken', () => {
  it(
    'knows nothing any more, and ends, when it was paused meanwhile',
    async () => {
      const earlier = await EngineProcess.start(database.url);
      ending.push(() => earlier.kill());
      const client = clientOf(earlier);
      await client.deploy(model);
      const before = await create(client);

      earlier.pause();
      const later = clientOf(await start());
      const instance = await create(later);
      const [first, job] = await activate(later, 2);
      // They lie in the socket of the engine that sleeps, and the end of its session in another one.
      const asked = ask(client, { job: job!, instance });
      await new Promise((resolve) => setTimeout(resolve, 500));
      earlier.goOn();
      expect(await asked).toEqual(NOTHING);
      expect(await earlier.exited).toBe(1);
      expect(earlier.errors).toContain('ENGINE_FENCED');

      const done = await Promise.all([first, job].map((jobKey) => later.call('CompleteJob', { jobKey })));
      expect(codes(done)).toEqual([0, 0]);
      await expect
        .poll(async () => (await sql`select key from engine.history order by key`.execute(database.db)).rows)
        .toEqual([{ key: before }, { key: instance }]);
    },
    LONG,
  );

  it(
    'knows nothing any more, and ends, when the network between it and the database has failed',
    async () => {
      const network = await startDatabaseProxy(database.url);
      ending.push(() => network.stop());
      let tell: (error: Error) => void = () => undefined;
      const fenced = new Promise((resolve) => {
        tell = resolve;
      });
      const client = clientOf(await start({ databaseUrl: network.url, onFenced: tell }));
      await client.deploy(model);
      const acknowledged = [await create(client)];
      const waiting = client.call('CreateProcessInstanceWithResult', {
        request: { bpmnProcessId: 'p', version: -1 },
        requestTimeout: 80_000,
      });
      await expect.poll(async () => (await stored()).length).toBe(2);

      network.silence();
      // There may be such keys by now, for all that it knows.
      const asked = ask(client, UNKNOWN);
      const later = clientOf(await start());
      acknowledged.push(await create(later));
      network.cut();
      expect(await asked).toEqual(NOTHING);
      expect((await waiting).code).toBe(UNAVAILABLE);
      expect(await fenced).toBeInstanceOf(EngineFencedError);
      expect(await ask(client, UNKNOWN)).toEqual(NOTHING);
      expect((await client.create()).code).toBe(UNAVAILABLE);
      await expect.poll(stored).toEqual(expect.arrayContaining(acknowledged));
      expect(await stored()).toHaveLength(3);
    },
    LONG,
  );
});

describe('an engine that is alive', () => {
  it('keeps its place: another one on the same database is refused, and told whose it is', async () => {
    const client = clientOf(await start());
    await client.deploy(model);
    const refused = startEngine({ databaseUrl: database.url, port: 0 });
    await expect(refused).rejects.toThrow(EngineRunningError);
    await expect(refused).rejects.toThrow(`:${process.pid}:`);
    expect(await create(client)).toMatch(/^\d+$/);
  });

  it('goes on when its connections break, each time', async () => {
    const network: DatabaseProxy = await startDatabaseProxy(database.url);
    ending.push(() => network.stop());
    const fenced: Error[] = [];
    const client = clientOf(
      await start({ databaseUrl: network.url, onFenced: (error) => fenced.push(error) }),
    );
    await client.deploy(model);
    const acknowledged = [await create(client)];
    for (let i = 0; i < 3; i++) {
      network.cut();
      await expect.poll(async () => (await client.create()).code, { timeout: 20_000 }).toBe(0);
      acknowledged.push(await create(client));
    }
    await expect.poll(stored).toEqual(expect.arrayContaining(acknowledged));
    expect(fenced).toEqual([]);
  });
});
