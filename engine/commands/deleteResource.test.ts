import { describe, expect, it } from 'vitest';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';
import { deleteResource } from './deleteResource.ts';
import { deploy } from './deploy.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

async function put(task: string) {
  const content = bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', task)}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
  );
  const { resources } = await engine.do((x) => deploy(x, [{ name: 'p.bpmn', content }], DEFAULT_TENANT));
  return resources[0]!;
}

describe('a resource', () => {
  const remove = (key: number, atRest = false) => engine.do((x) => deleteResource(x, key, atRest));

  it('is not deleted while an instance of it runs', async () => {
    const { key } = await put('work');
    await engine.create();
    await expect(remove(key)).rejects.toThrow(
      `Expected to delete resource with key \`${key}\` but there are still running instances`,
    );
    await engine.work('work');
    await expect(remove(key, true)).rejects.toThrow('still running instances');
    await remove(key);
    await expect(engine.create()).rejects.toThrow('but none found');
    await expect(remove(key)).rejects.toThrow(`no resource found with key \`${key}\``);
  });

  it('that is deleted leaves its place to the version before, and its number to nobody', async () => {
    await put('first');
    const { key } = await put('second');
    await remove(key);
    await engine.create();
    expect(await engine.activate('first', 1, 0)).toHaveLength(1);
    expect((await put('third')).version).toBe(3);
  });

  it('at rest in the store is found by the processor', async () => {
    const { key } = await put('work');
    expect(await engine.processor.hasInstances(key)).toBe(false);
    const pi = await engine.create();
    expect(await engine.processor.hasInstances(key)).toBe(true);
    await engine.cancel(pi);
    expect(await engine.processor.hasInstances(key)).toBe(false);
  });
});
