import { afterEach, expect, it } from 'vitest';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { MemoryStore } from '../state/memoryStore.ts';
import { bpmn, DEFAULT_TENANT, flow, TestEngine } from '../testing/index.ts';

let engine: TestEngine;
afterEach(() => engine.stop());

it('a signal reaches more instances than are told, or stay in memory, at once', async () => {
  const store = new MemoryStore();
  engine = new TestEngine(store, { maxResident: 200 });
  await engine.processor.start();
  const caught = `<bpmn:intermediateCatchEvent id="w"><bpmn:signalEventDefinition signalRef="sig"/></bpmn:intermediateCatchEvent>`;
  await engine.deploy(
    bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'w')}${caught}${flow('w', 'e')}<bpmn:endEvent id="e"/>`,
      '<bpmn:signal id="sig" name="all"/>',
    ),
  );
  const instances = await Promise.all(Array.from({ length: 450 }, () => engine.create()));
  await expect.poll(() => engine.processor.hasInstances(0)).toBe(false);
  await engine.do((x) => broadcastSignal(x, 'all', { told: true }, DEFAULT_TENANT));
  await expect.poll(() => instances.filter((pi) => !engine.ended(pi)), { timeout: 30_000 }).toEqual([]);
  for (const pi of instances) expect(engine.result(pi)).toEqual({ told: true });
  expect(await engine.left()).toBe(0);
}, 60_000);
