import { type ActivatedJob, BenchClient } from './client.ts';
import { LAST_TASK } from './models.ts';

const IN_FLIGHT = 400;

/** Keeps so many instances of five tasks under way for a while, their worker at the end of a stream. @returns completed instances a second */
export async function throughput(address: string, seconds: number, warmSeconds: number): Promise<number> {
  const client = new BenchClient(address);
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
  await sleep(seconds * 1000);
  const perSecond = (completed - from) / ((performance.now() - begun) / 1000);
  running = false;
  await sleep(1_000);
  client.close();
  if (failure) throw failure;
  return perSecond;
}
