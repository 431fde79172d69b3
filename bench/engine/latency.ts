import { BenchClient } from './client.ts';
import { LAST_TASK } from './models.ts';

export type Latency = { p50: number; p99: number; jobs: number };

/**
 * At a given rate of instances, how long a job takes from its making to its worker. The making is not seen from
 * outside, so each span begins earlier, when the call that makes the job is sent, and also holds that call's way
 * and its commit: the true span is shorter.
 * @param warmSeconds before it counts: what a load before has left is written down meanwhile
 * @returns spans in ms
 */
export async function spansOfJobs(
  address: string,
  perSecond: number,
  seconds: number,
  warmSeconds: number,
): Promise<number[]> {
  const client = new BenchClient(address);
  const started = performance.now();
  const counted = started + warmSeconds * 1000;
  const sent = new Map<string, number>();
  const spans: number[] = [];
  let tag = 0;
  let failure: unknown;
  const stop = (error: unknown) => {
    failure ??= error;
  };
  client.stream('work', (job) => {
    const { id } = JSON.parse(job.variables) as { id?: string };
    const begun = id === undefined ? undefined : sent.get(id);
    if (begun === undefined) return;
    if (begun > counted) spans.push(performance.now() - begun);
    sent.set(id!, performance.now());
    if (job.elementId === LAST_TASK) sent.delete(id!);
    void client.complete(job.key).catch(stop);
  });
  while (performance.now() - counted < seconds * 1000 && !failure) {
    const due = ((performance.now() - started) / 1000) * perSecond;
    for (; tag < due; tag += 1) {
      const id = `i${tag}`;
      sent.set(id, performance.now());
      void client.create('five-tasks', { id }).catch(stop);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  client.close();
  if (failure) throw failure;
  return spans;
}

export function latencyOf(spans: number[]): Latency {
  const sorted = [...spans].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), jobs: sorted.length };
}
