import { expect, it } from 'vitest';
import { completeJob } from './commands/jobs.ts';
import { MemoryStore } from './state/memoryStore.ts';
import type { Loaded } from './state/store.ts';
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
