import { expect, it } from 'vitest';
import { LongRuns } from './longRuns.ts';
import { ManualClock } from './testing/manualClock.ts';

/** Each of these takes so many ms. */
async function started(...runs: number[]) {
  const clock = new ManualClock();
  const others = { count: 0 };
  const done: [run: number, at: number][] = [];
  const began = clock.now();
  const longRuns = new LongRuns(clock, () => others.count);
  for (const [run, ms] of runs.entries())
    longRuns.add(() => {
      done.push([run, clock.now() - began]);
      clock.setBack(-ms);
    });
  await clock.advance(0);
  return { clock, others, done, longRuns };
}

it('has one after the other, with a pause as long as the run while others have something to do', async () => {
  const { clock, others, done } = await started(100, 100, 100);
  for (let ms = 0; ms < 250; ms += 10) {
    others.count++;
    await clock.advance(10);
  }
  expect(done).toEqual([
    [0, 0],
    [1, 200],
    [2, 400],
  ]);
});

it('goes on soon when nobody else has anything to do', async () => {
  const { clock, done } = await started(100, 100);
  await clock.advance(30);
  expect(done).toEqual([
    [0, 0],
    [1, 120],
  ]);
});

it('does not wait for what takes no time, and has its pauses bounded', async () => {
  const { clock, others, done } = await started(0, 60_000, 0);
  for (let ms = 0; ms < 1_100; ms += 10) {
    others.count++;
    await clock.advance(10);
  }
  expect(done.map(([run]) => run)).toEqual([0, 1, 2]);
});

it('has all at once when it is told that nobody waits any longer', async () => {
  const { done, longRuns } = await started(1, 2, 3);
  longRuns.drain();
  expect(done.map(([run]) => run)).toEqual([0, 1, 2]);
});
