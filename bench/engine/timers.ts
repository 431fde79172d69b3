import { type ActivatedJob, BenchClient, parallel } from './client.ts';

export type Timers = { seconds: number; fired: number; early: number; outOfOrder: number };

const SPREAD_MS = 1000;

/** Makes timers that are all due within one second, and sees when and in which order they fire. */
export async function timers(address: string, count: number, leadMs: number): Promise<Timers> {
  const client = new BenchClient(address);
  const second = Math.ceil((Date.now() + leadMs) / 1000) * 1000;
  const dueOf = (index: number) => second + Math.floor((index * SPREAD_MS) / count);
  const fired: { due: number; at: number }[] = [];
  client.stream('fired', (job: ActivatedJob) => {
    const { due } = JSON.parse(job.variables) as { due: string };
    fired.push({ due: Date.parse(due), at: Date.now() });
  });
  await parallel(count, 200, (index) =>
    client.create('timer', { due: new Date(dueOf(index)).toISOString() }),
  );
  if (Date.now() > second) throw new Error('making the timers took longer than the lead');
  while (fired.length < count && Date.now() < second + 60_000)
    await new Promise((resolve) => setTimeout(resolve, 20));
  client.close();
  return {
    seconds: (Math.max(...fired.map(({ at }) => at)) - second) / 1000,
    fired: fired.length,
    early: fired.filter(({ due, at }) => at < due).length,
    outOfOrder: fired.filter(({ due }, index) => index > 0 && due < fired[index - 1]!.due).length,
  };
}
