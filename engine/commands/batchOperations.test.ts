import { expect, it } from 'vitest';
import type { BatchItem, BatchOperation } from '../state/rows.ts';
import { bpmn, flow, service, type TestEngine, testEngine } from '../testing/index.ts';
import {
  cancelBatchOperation,
  chooseItems,
  createBatchOperation,
  failBatchOperation,
  failItem,
  resumeBatchOperation,
  runItem,
  suspendBatchOperation,
} from './batchOperations.ts';

const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
);

const everything = { conditions: [], variables: [] };

/** Two instances that are to be canceled. */
async function begun() {
  const engine = await testEngine();
  await engine.deploy(model);
  const instances = [await engine.create(), await engine.create()];
  const key = await engine.do((x) =>
    createBatchOperation(x, { type: 'CANCEL_PROCESS_INSTANCE' }, everything),
  );
  const choose = (pi: number, last: boolean) =>
    engine.do((x) => chooseItems(x, key, [{ item: pi, pi }], { upTo: pi, last }));
  return { engine, instances, key, choose };
}
const operation = (engine: TestEngine, key: number): Promise<BatchOperation | undefined> =>
  engine.do((x) => x.state.batchOperations.get(key));
const items = (engine: TestEngine): Promise<BatchItem[]> =>
  engine.do((x) => [...x.state.batchItems.values()]);

it('is active once all is chosen, and complete once all is done', async () => {
  const { engine, instances, key, choose } = await begun();
  await choose(instances[0]!, false);
  expect(await operation(engine, key)).toMatchObject({ state: 'CREATED', total: 1 });
  await choose(instances[1]!, true);
  expect(await operation(engine, key)).toMatchObject({ state: 'ACTIVE', total: 2, chosenUpTo: instances[1] });
  const [one, two] = await items(engine);
  await engine.do((x) => runItem(x, one!.key));
  await engine.do((x) => failItem(x, two!.key, 'why'));
  const done = await operation(engine, key);
  expect(done).toMatchObject({ state: 'COMPLETED', completed: 1, failed: 1, ended: expect.any(Number) });
  expect(instances.map((pi) => engine.ended(pi))).toEqual([true, false]);
  await engine.stop();
});

it('does an item once', async () => {
  const { engine, instances, key, choose } = await begun();
  await choose(instances[0]!, false);
  await choose(instances[1]!, true);
  const [one] = await items(engine);
  for (let i = 0; i < 3; i++) await engine.do((x) => runItem(x, one!.key));
  await engine.do((x) => failItem(x, one!.key, 'late'));
  expect(await operation(engine, key)).toMatchObject({ state: 'ACTIVE', completed: 1, failed: 0 });
  await engine.stop();
});

it('takes back what an item did when its command is refused', async () => {
  const { engine, instances, choose } = await begun();
  await choose(instances[0]!, true);
  await engine.cancel(instances[0]!);
  const [one] = await items(engine);
  await expect(engine.do((x) => runItem(x, one!.key))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await items(engine)).toMatchObject([{ state: 'ACTIVE' }]);
  await engine.stop();
});

it('does nothing while it is suspended or once it is canceled', async () => {
  const { engine, instances, key, choose } = await begun();
  await choose(instances[0]!, false);
  await engine.do((x) => suspendBatchOperation(x, key));
  await choose(instances[1]!, true);
  expect(await operation(engine, key)).toMatchObject({ state: 'SUSPENDED', total: 1 });
  await engine.do((x) => resumeBatchOperation(x, key));
  expect(await operation(engine, key)).toMatchObject({ state: 'CREATED' });
  await choose(instances[1]!, true);
  await engine.do((x) => cancelBatchOperation(x, key));
  for (const item of await items(engine)) await engine.do((x) => runItem(x, item.key));
  expect(instances.map((pi) => engine.ended(pi))).toEqual([false, false]);
  await expect(engine.do((x) => resumeBatchOperation(x, key))).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
  });
  await engine.stop();
});

it('fails when what it is about cannot be chosen, and completes when there is nothing', async () => {
  const { engine, key } = await begun();
  await engine.do((x) => failBatchOperation(x, key, 'too long'));
  expect(await operation(engine, key)).toMatchObject({ state: 'FAILED', error: 'too long' });
  const other = await engine.do((x) => createBatchOperation(x, { type: 'RESOLVE_INCIDENT' }, everything));
  await engine.do((x) => chooseItems(x, other, [], { upTo: 0, last: true }));
  expect(await operation(engine, other)).toMatchObject({ state: 'COMPLETED', total: 0 });
  await engine.stop();
});
