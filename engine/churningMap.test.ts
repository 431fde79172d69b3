import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ChurningMap } from './churningMap.ts';

it('is a Map, however much comes and goes', () => {
  const operation = fc.tuple(fc.constantFrom('set', 'delete'), fc.nat(40), fc.nat());
  fc.assert(
    fc.property(fc.array(operation, { minLength: 2_000, maxLength: 3_000, size: 'max' }), (operations) => {
      const map = new Map<number, number>();
      const churning = new ChurningMap<number>();
      for (const [what, key, value] of operations) {
        if (what === 'set') {
          map.set(key, value);
          churning.set(key, value);
        } else {
          map.delete(key);
          churning.delete(key);
        }
        expect(churning.get(key)).toBe(map.get(key));
        expect(churning.has(key)).toBe(map.has(key));
        expect(churning.size).toBe(map.size);
      }
      expect([...churning.keys()]).toEqual([...map.keys()]);
      expect([...churning.values()]).toEqual([...map.values()]);
    }),
    { numRuns: 10 },
  );
});

it('can be emptied while it is walked', () => {
  const churning = new ChurningMap<number>();
  for (let key = 0; key < 5_000; key++) churning.set(key, key);
  const seen: number[] = [];
  for (const key of churning.keys()) {
    seen.push(key);
    churning.delete(key);
  }
  expect(seen).toHaveLength(5_000);
  expect(churning.size).toBe(0);
});
