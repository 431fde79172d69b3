import { expect, it } from 'vitest';
import { MemoryStore } from './state/memoryStore.ts';
import { bpmn, flow, service, TestEngine } from './testing/index.ts';
import { ManualClock } from './testing/manualClock.ts';

const model = bpmn(
  `<bpmn:startEvent id="s"/>${service('a', 'work')}<bpmn:endEvent id="e"/>${flow('s', 'a')}${flow('a', 'e')}`,
);

/** An engine whose checkpoints are noted by the time at which they begin. */
async function started() {
  const clock = new ManualClock(0);
  const store = new MemoryStore();
  const engine = new TestEngine(store, { clock });
  await engine.processor.start();
  await engine.deploy(model);
  await clock.advance(5_000);
  const begun = clock.now();
  const checkpoints: number[] = [];
  store.onWrite = (when, what) => {
    if (when === 'before' && what === 'checkpoint') checkpoints.push(clock.now() - begun);
  };
  return { clock, engine, checkpoints };
}

it('writes a checkpoint 50 ms after the last change', async () => {
  const { clock, engine, checkpoints } = await started();
  await engine.create();
  await clock.advance(1_000);
  expect(checkpoints).toEqual([50]);
  await engine.processor.stop();
});

it('writes one a second where changes do not cease, also with a little time between them', async () => {
  const { clock, engine, checkpoints } = await started();
  await engine.create();
  await clock.advance(200);
  for (let time = 0; time < 2_500; time += 20) {
    await engine.create();
    await clock.advance(20);
  }
  expect(checkpoints).toHaveLength(3);
  expect(checkpoints[2]! - checkpoints[1]!).toBeGreaterThanOrEqual(1_000);
  await engine.processor.stop();
});
