import { expect, it } from 'vitest';
import { ACTIVATED } from './rows.ts';
import { PARTITION_BASE, State } from './state.ts';
import type { Checkpoint } from './store.ts';

it('does not come back from the store when it has ended while a checkpoint was being written', () => {
  const state = new State();
  const snapshot = (position: number): Checkpoint => {
    state.drain();
    return state.snapshot(position, { instance: () => [], element: () => [] });
  };
  const key = state.nextKey();
  state.instances.create(key);
  state.instances.put({ key, pi: key, scope: 0, node: 0, state: ACTIVATED, active: 0, since: 0 });
  const first = snapshot(1);
  const stored = first.tables.find(({ table }) => table === 'instances')!.rows[0]!.data;
  state.instances.drop(key);
  state.stored(first);
  state.instances.rest(PARTITION_BASE + state.counter);
  expect(state.instances.missing([key])).toEqual([]);
  state.instances.loaded(key, stored);
  expect(state.instances.residentCount).toBe(0);

  const second = snapshot(2);
  expect(second.tables).toContainEqual({ table: 'instances', keys: [key], rows: [null] });
});

it('takes in more of a path at once than a call takes arguments', () => {
  const state = new State();
  const key = state.nextKey();
  state.instances.create(key);
  state.instances.put({ key, pi: key, scope: 0, node: 0, state: ACTIVATED, active: 0, since: 0 });
  const data = state.drain()!;
  const path = Array.from({ length: 300_000 }, (_, time) => [1, 0, time]);
  const again = new State();
  again.replay(data);
  again.replay(JSON.stringify({ counter: 2, changes: [['path', key, path]] }));
  expect(again.instances.resident(key)!.path).toHaveLength(path.length);
});
