/**
 * `npm run bench:monitor`: what people read while the engine works, with a million finished instances. Each kind of
 * reading is asked for again and again, beside a hundred new instances a second; 100 ms against the p99 of the slowest
 * kind is the ratio of the JSON line. The raw figures of each kind are in it, and those of an empty query, which tell
 * what the machine itself took. `-- --count N` takes another past.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startEngine } from '@congvan/engine';
import { connectEngine } from '@congvan/engine/client';
import { createDatabase, openDatabase, startEmbeddedPostgres } from '@congvan/storage';
import { sql } from 'kysely';
import { fiveTasks, waiting } from './models.ts';
import { BEGAN, writePast } from './pastInstances.ts';

const LIMIT_MS = 100;
const READINGS = 100;
const RUNNING = 2_000;

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000000' } } });
const count = Number(values.count);
const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-monitor-'));
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
try {
  const databaseUrl = await createDatabase(postgres.url, 'bench');
  const engine = await startEngine({ databaseUrl, port: 0 });
  const client = connectEngine({ address: engine.address });
  try {
    // A name makes a new version.
    for (let version = 0; version < 3; version++) {
      const content = fiveTasks.replace('id="start"', `id="start" name="${version}"`);
      await client.deployResources([{ name: 'five-tasks.bpmn', content }]);
    }
    await client.deployResources([{ name: 'waiting.bpmn', content: waiting }]);
    const { monitor } = engine;
    const keys = await eventually(async () => {
      const [newest, ...found] = await monitor.definitionKeys('five-tasks');
      return found.length === 2 ? [newest!, ...found] : undefined;
    });
    const some = await writePast(databaseUrl, keys, count);
    await create(RUNNING);

    const deep = some[50]!;
    const day = { startedFrom: BEGAN + count * 500, startedBefore: BEGAN + count * 500 + 86_400_000 };
    const empty = openDatabase(databaseUrl, { max: 1 });
    const readings: Record<string, (turn: number) => Promise<unknown>> = {
      'an empty query': () => sql`select 1`.execute(empty),
      'versions with counts': () => monitor.definitions(),
      'newest instances': () => monitor.instances(),
      'a page in the middle': () => monitor.instances({ definitionKeys: keys, before: deep }),
      'completed instances of a version': () =>
        monitor.instances({ definitionKeys: [keys[0]!], state: 'COMPLETED' }),
      'canceled instances, one of ten thousand': () => monitor.instances({ state: 'CANCELED' }),
      'running instances': () => monitor.instances({ state: 'ACTIVE' }),
      'instances of a day': () => monitor.instances(day),
      'instances by key': () => monitor.instancesOf(some.slice(0, 50)),
      'one instance': (turn) => monitor.instance(some[turn % some.length]!),
      'heat map': () => monitor.heatMap(keys[0]!),
      incidents: () => monitor.incidents(),
      messages: () => monitor.messages(),
    };
    let reading = true;
    const writing = (async () => {
      let created = 0;
      for (; reading; created += 5) {
        await create(5);
        await sleep(50);
      }
      return created;
    })();
    const times = new Map<string, number[]>();
    const began = performance.now();
    for (let turn = 0; turn < READINGS; turn++) {
      for (const [name, read] of Object.entries(readings)) {
        const before = performance.now();
        await read(turn);
        times.set(name, [...(times.get(name) ?? []), performance.now() - before]);
      }
    }
    reading = false;
    await empty.destroy();
    const createdPerSecond = (await writing) / ((performance.now() - began) / 1000);
    const figures = [...times].map(([name, all]) => {
      const sorted = all.sort((a, b) => a - b);
      return { name, p50Ms: round(sorted.at(sorted.length >> 1)!), p99Ms: round(sorted.at(-2)!) };
    });
    const slowest = Math.max(...figures.map(({ p99Ms }) => p99Ms));
    process.stdout.write(
      `${JSON.stringify({
        name: `reading beside the writer with ${count} finished instances: p99 of the slowest kind (100 ms / p99, at least 1)`,
        ratio: round(LIMIT_MS / slowest),
        finished: count,
        readings: Object.fromEntries(figures.map(({ name, ...figure }) => [name, figure])),
        createdPerSecond: round(createdPerSecond),
      })}\n`,
    );
  } finally {
    await client.close();
    await engine.stop();
  }

  async function create(instances: number): Promise<void> {
    await Promise.all(
      Array.from({ length: instances }, () => client.createProcessInstance({ bpmnProcessId: 'waiting' })),
    );
  }
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
}
