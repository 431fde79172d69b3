import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

describe('a simulated engine', () => {
  it('keeps its invariants through random models, commands, crashes, refusals of its database and clock jumps', async () => {
    let [instances, crashes, successions] = [0, 0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const report = await simulate(seed);
      expect(report.wrong, `seed ${seed}`).toEqual([]);
      instances += report.instances;
      crashes += report.crashes;
      successions += report.successions;
    }
    expect(instances).toBeGreaterThan(1_000);
    expect(crashes).toBeGreaterThan(60);
    expect(successions).toBeGreaterThan(40);
  }, 240_000);

  it('replays a seed exactly', async () => {
    for (const seed of [3, 7]) expect(await simulate(seed)).toEqual(await simulate(seed));
  });
});
