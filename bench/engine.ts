/**
 * `npm run bench:engine`: the speed that the engine promises, each claim one JSON line `{"name", "ratio", …}`
 * with its raw figures; a ratio of at least 1 (or the number in the name) keeps the promise. The gateway runs in
 * a process of its own, durable in PostgreSQL; bpmn-engine runs in another, before, in the same run.
 * `-- --quick` takes fewer and shorter measurements; `-- --profile DIR` writes the gateway's CPU profile.
 */
import { parseArgs } from 'node:util';
import { BenchClient, parallel } from './engine/client.ts';
import { latencyOf, spansOfJobs } from './engine/latency.ts';
import { mean } from './engine/mean.ts';
import { fiveTasks, timer, waiting } from './engine/models.ts';
import { type PeerThroughput, peerThroughput } from './engine/peer.ts';
import { startServer } from './engine/server.ts';
import { type Throughput, throughput, throughputInTurn } from './engine/throughput.ts';
import { timers } from './engine/timers.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'string' } },
});
const [seconds, many, few] = values.quick ? [5, 10_000, 1_000] : [15, 100_000, 1_000];
const TURNS = 3;
const print = (name: string, ratio: number, figures: object) =>
  process.stdout.write(`${JSON.stringify({ name, ratio: Number(ratio.toFixed(2)), ...figures })}\n`);
const oneDigit = (value: number) => Number(value.toFixed(1));
const round = (figures: object) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number((value as number).toFixed(2))]),
  );

const wait = (client: BenchClient, count: number) => parallel(count, 500, () => client.create('waiting'));

const server = await startServer(values.profile);
const client = new BenchClient(server.address);
try {
  await client.deploy('five-tasks', fiveTasks);
  await client.deploy('waiting', waiting);
  await client.deploy('timer', timer);

  await wait(client, few);
  // In turn, each half load being half of the full load before it: the machine is not as fast all the time.
  const peers: PeerThroughput[] = [];
  const full: Throughput[] = [];
  const spans: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    peers.push(peerThroughput(seconds / TURNS));
    const now = await throughput(server, seconds / TURNS, 3);
    full.push(now);
    spans.push(...(await spansOfJobs(server.address, now.perSecond / 2, seconds / TURNS, 2)));
  }
  const ours = mean(full);
  const peer = mean(peers);
  print(
    'five service tasks, instances a second, against bpmn-engine in memory (at least 20)',
    ours.perSecond / peer.perSecond,
    { ours: round(ours), bpmnEngine: round(peer) },
  );
  const half = latencyOf(spans);
  print('p99 from job created to job activated at half load (20 ms / p99, at least 1)', 20 / half.p99, {
    p50Ms: oneDigit(half.p50),
    p99Ms: oneDigit(half.p99),
    jobs: half.jobs,
    instancesPerSecond: oneDigit(ours.perSecond / 2),
  });

  const due = await timers(server.address, 10_000, 10_000 + 5_000_000 / ours.perSecond);
  print('10,000 timers due in one second, all fired (5 s / seconds, at least 1)', 5 / due.seconds, due);

  await wait(client, many - few);
  const other = await startServer();
  const otherClient = new BenchClient(other.address);
  try {
    await otherClient.deploy('five-tasks', fiveTasks);
    await otherClient.deploy('waiting', waiting);
    await wait(otherClient, few);
    // One turn differs from the next by a tenth, which is what may be lost.
    const [withMany, withFew] = await throughputInTurn([server, other], seconds / TURNS, 2 * TURNS);
    print(
      `throughput with ${many} instances waiting against ${few}, in turn (at least 0.9)`,
      withMany!.perSecond / withFew!.perSecond,
      { withMany: round(withMany!), withFew: round(withFew!) },
    );
  } finally {
    otherClient.close();
    await other.stop();
  }
} finally {
  client.close();
  await server.stop();
}
