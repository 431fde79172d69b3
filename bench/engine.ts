/**
 * `npm run bench:engine`: the speed that the engine promises, each claim one JSON line `{"name", "ratio", …}`
 * with its raw figures; a ratio of at least 1 (or the number in the name) keeps the promise. The gateway runs in
 * a process of its own, durable in PostgreSQL; bpmn-engine runs in another, before, in the same run.
 * `-- --quick` takes fewer and shorter measurements; `-- --profile DIR` writes the gateway's CPU profile.
 */
import { parseArgs } from 'node:util';
import { BenchClient, parallel } from './engine/client.ts';
import { latency } from './engine/latency.ts';
import { fiveTasks, timer, waiting } from './engine/models.ts';
import { peerThroughput } from './engine/peer.ts';
import { startServer } from './engine/server.ts';
import { throughput } from './engine/throughput.ts';
import { timers } from './engine/timers.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'string' } },
});
const [seconds, many, few] = values.quick ? [5, 10_000, 1_000] : [15, 100_000, 1_000];
const print = (name: string, ratio: number, figures: object) =>
  process.stdout.write(`${JSON.stringify({ name, ratio: Number(ratio.toFixed(2)), ...figures })}\n`);
const oneDigit = (value: number) => Number(value.toFixed(1));
const round = (figures: object) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number((value as number).toFixed(2))]),
  );

const peer = peerThroughput(values.quick ? 3 : 10);
const server = await startServer(values.profile);
const client = new BenchClient(server.address);
try {
  await client.deploy('five-tasks', fiveTasks);
  await client.deploy('waiting', waiting);
  await client.deploy('timer', timer);
  const wait = (count: number) => parallel(count, 500, () => client.create('waiting'));

  await wait(few);
  const withFew = await throughput(server, seconds, 3);
  print(
    'five service tasks, instances a second, against bpmn-engine in memory (at least 20)',
    withFew.perSecond / peer.perSecond,
    {
      ours: round(withFew),
      bpmnEngine: round(peer),
    },
  );

  const half = await latency(server.address, withFew.perSecond / 2, seconds);
  print('p99 from job created to job activated at half load (20 ms / p99, at least 1)', 20 / half.p99, {
    p50Ms: oneDigit(half.p50),
    p99Ms: oneDigit(half.p99),
    jobs: half.jobs,
    instancesPerSecond: oneDigit(withFew.perSecond / 2),
  });

  const due = await timers(server.address, 10_000, 10_000 + 5_000_000 / withFew.perSecond);
  print('10,000 timers due in one second, all fired (5 s / seconds, at least 1)', 5 / due.seconds, due);

  await wait(many - few);
  const withMany = await throughput(server, seconds, 3);
  print(
    `throughput with ${many} instances waiting against ${few} (at least 0.9)`,
    withMany.perSecond / withFew.perSecond,
    {
      withMany: round(withMany),
      withFew: round(withFew),
    },
  );
} finally {
  client.close();
  await server.stop();
}
