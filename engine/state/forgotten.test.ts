import { expect, it } from 'vitest';
import { Forgotten } from './forgotten.ts';

it('says of each read what was forgotten since it began', async () => {
  const forgotten = new Forgotten();
  const begin = () => {
    let end: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    const stale = forgotten.during(async (isStale) => {
      await held;
      return [1, 2, 3].filter(isStale);
    });
    return async () => {
      end();
      return stale;
    };
  };
  forgotten.add(1);
  const first = begin();
  forgotten.add(2);
  const second = begin();
  forgotten.add(3);
  expect(await second()).toEqual([3]);
  expect(await first()).toEqual([2, 3]);
  expect(await begin()()).toEqual([]);
});
