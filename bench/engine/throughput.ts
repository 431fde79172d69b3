import { type ActivatedJob, BenchClient } from './client.ts';
import { mean } from './mean.ts';
import { LAST_TASK } from './models.ts';
import type { Server } from './server.ts';

const IN_FLIGHT = 400;

/** Completed instances a second, and what one costs: CPU time of the gateway and of this client. */
export type Throughput = { perSecond: number; serverCpuMs?: number; clientCpuMs: number };

/** Keeps so many instances of five tasks under way for a while, their worker at the end of a stream. */
export async function throughput(server: Server, seconds: number, warmSeconds: number): Promise<Throughput> {
  const client = new BenchClient(server.address);
  let completed = 0;
  let running = true;
  let failure: unknown;
  const stop = (error: unknown) => {
    failure ??= error;
    running = false;
  };
  const begin = () => client.create('five-tasks').catch(stop);
  const take = async (job: ActivatedJob) => {
    await client.complete(job.key);
    if (job.elementId !== LAST_TASK) return;
    completed += 1;
    if (running) void begin();
  };
  client.stream('work', (job) => void take(job).catch(stop));
  for (let index = 0; index < IN_FLIGHT; index += 1) void begin();
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await sleep(warmSeconds * 1000);
  const [from, begun] = [completed, performance.now()];
  const [serverBefore, clientBefore] = [server.cpuMs(), process.cpuUsage()];
  await sleep(seconds * 1000);
  const done = completed - from;
  const perSecond = done / ((performance.now() - begun) / 1000);
  const [serverAfter, clientSpent] = [server.cpuMs(), process.cpuUsage(clientBefore)];
  running = false;
  await sleep(1_000);
  client.close();
  if (failure) throw failure;
  const serverSpent =
    serverBefore === undefined || serverAfter === undefined ? undefined : serverAfter - serverBefore;
  return {
    perSecond,
    ...(serverSpent !== undefined && { serverCpuMs: serverSpent / done }),
    clientCpuMs: (clientSpent.user + clientSpent.system) / 1000 / done,
  };
}

/**
 * Of servers that are measured in turn, so that a machine that grows slower meanwhile does so for each of them. A first
 * turn warms all of them and does not count.
 */
export async function throughputInTurn(
  servers: Server[],
  seconds: number,
  turns: number,
): Promise<Throughput[]> {
  for (const server of servers) await throughput(server, seconds, 3);
  const taken: Throughput[][] = servers.map(() => []);
  for (let turn = 0; turn < turns; turn += 1)
    for (const [index, server] of servers.entries()) taken[index]!.push(await throughput(server, seconds, 1));
  return taken.map(mean);
}
