import { describe, expect, it } from 'vitest';
import { completeJob } from './commands/jobs.ts';
import { Loader } from './loader.ts';
import { emptyExecution } from './recover.ts';
import { MemoryStore } from './state/memoryStore.ts';
import { ACTIVATED } from './state/rows.ts';
import { State } from './state/state.ts';
import type { Loaded } from './state/store.ts';
import { allSpecs } from './state/tables.ts';
import { bpmn, flow, service, TestEngine } from './testing/index.ts';

/** Takes longer for an answer than there is between two checkpoints. */
class SlowStore extends MemoryStore {
  override async byColumns(...asked: Parameters<MemoryStore['byColumns']>): Promise<Loaded[]> {
    const rows = await super.byColumns(...asked);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return rows;
  }
}

it('a command that needs rows of a slow store runs, though checkpoints go on meanwhile', async () => {
  const store = new SlowStore();
  const model = bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'm')}<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="msg"/></bpmn:intermediateCatchEvent>`,
    '<bpmn:message id="msg" name="knock"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
  );
  const before = new TestEngine(store);
  await before.processor.start();
  await before.deploy(model);
  await before.create({ k: 'one' });
  await before.publish('knock', 'other', {}, 60_000);
  await before.stop();
  const engine = new TestEngine(store);
  await engine.processor.start();
  const [job] = await engine.activate('work', 1, 10_000);
  const others = setInterval(() => void engine.create({ k: 'two' }), 20);
  const began = Date.now();
  await engine.do((x) => completeJob(x, job!.key, {}));
  clearInterval(others);
  expect(Date.now() - began).toBeLessThan(4_000);
  await engine.stop();
}, 60_000);

/** Reads at once what is there, and answers when it is let. */
class HeldStore extends MemoryStore {
  held = Promise.resolve();

  override async byColumns(...asked: Parameters<MemoryStore['byColumns']>): Promise<Loaded[]> {
    const rows = await super.byColumns(...asked);
    await this.held;
    return rows;
  }
}

describe('subscriptions read from the store', () => {
  const KNOCK = { tenant: 'a', name: 'knock' };
  const request = {
    kind: 'columns' as const,
    table: 'signal_subscriptions',
    index: 'name',
    id: 'a\0knock',
    where: KNOCK,
  };

  /** A checkpoint as the engine has them. */
  async function checkpoint(store: MemoryStore, state: State, keep = 10_000): Promise<void> {
    state.drain();
    const taken = state.snapshot(1, { instance: () => [], element: () => [] });
    await store.checkpoint(taken);
    state.stored(taken);
    state.evict(keep);
  }

  function subscribe(state: State, el: number): number {
    const key = state.nextKey();
    state.signalSubscriptions.put({ key, ...KNOCK, el, pi: el, node: 0 });
    return key;
  }

  function startInstance(state: State): number {
    const pi = state.nextKey();
    const sub = { kind: 'signal' as const, key: subscribe(state, pi) };
    state.instances.create(pi);
    state.instances.put({
      ...{ key: pi, pi, scope: 0, node: 0, state: ACTIVATED, active: 0, since: 0 },
      subs: [{ ...sub, node: 0 }],
    });
    return sub.key;
  }

  /** A store with `count` of them, and a state that has read none. */
  async function atRest(count: number) {
    const store = new HeldStore();
    await store.recover(allSpecs);
    const before = new State();
    const keys = Array.from({ length: count }, () => subscribe(before, 0));
    await checkpoint(store, before);
    const { state, definitions } = emptyExecution();
    const { counter, counts } = await store.recover(allSpecs);
    state.rest(counter, counts);
    /** Begins a load that ends when it is let. */
    const begin = () => {
      let release: () => void = () => undefined;
      store.held = new Promise((resolve) => {
        release = resolve;
      });
      const loading = new Loader(store, state, definitions, 2).load(request);
      return async () => {
        release();
        await loading;
        return state.signalSubscriptions.find('name', KNOCK);
      };
    };
    return { store, state, keys, begin };
  }

  it.each([2, 5, 6])('are all there: %i, two at a time', async (count) => {
    const { keys, begin } = await atRest(count);
    expect(await begin()()).toEqual(keys);
  });

  it('stay deleted if they were deleted meanwhile', async () => {
    const { store, state, keys, begin } = await atRest(3);
    const loaded = begin();
    state.signalSubscriptions.delete(keys[0]!);
    await checkpoint(store, state);
    expect(await loaded()).toEqual(keys.slice(1));
  });

  it('are all there though instances of theirs were forgotten that had been read without them', async () => {
    const { state, keys, begin } = await atRest(3);
    const loaded = begin();
    state.signalSubscriptions.evict(keys[0]!);
    expect(await loaded()).toEqual(keys);
  });

  it('are all there though instances that have some were forgotten meanwhile', async () => {
    const { store, state, keys, begin } = await atRest(3);
    const more = [startInstance(state), startInstance(state)];
    await checkpoint(store, state);
    const loaded = begin();
    more.push(startInstance(state));
    await checkpoint(store, state, 0);
    expect(state.instances.residentCount).toBe(0);
    expect(await loaded()).toEqual([...keys, ...more]);
  });
});
