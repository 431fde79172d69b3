import { expect, it } from 'vitest';
import { type Due, DueQueue } from './dueQueue.ts';

it('gives the earliest first, of two at the same time the smaller key, and what was put in twice once', () => {
  const queue = new DueQueue();
  const due = (at: number, key: number): Due => ({ kind: 'timer', due: at, key });
  for (const item of [due(3, 1), due(1, 2), due(2, 9), due(1, 2), due(2, 4), due(4, 1), due(2, 9), due(2, 9)])
    queue.push(item);
  const given: Due[] = [];
  for (let item = queue.pop(); item; item = queue.pop()) given.push(item);
  expect(given).toEqual([due(1, 2), due(2, 4), due(2, 9), due(3, 1), due(4, 1)]);
});
