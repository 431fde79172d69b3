import { describe, expect, it } from 'vitest';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';
import { deploy } from './deploy.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const process = (id: string, name = '') => ({
  name: `${id}.bpmn`,
  content: bpmn(`<bpmn:startEvent id="s"/>${flow('s', 'e')}<bpmn:endEvent id="e"/>`).replace(
    'id="p"',
    `id="${id}" name="${name}"`,
  ),
});
const form = (id: string, text = '') => ({
  name: `${id}.form`,
  content: JSON.stringify({ id, components: [{ type: 'text', text }] }),
});

/** Versions by id after a deployment of these files. */
async function versions(...files: { name: string; content: string }[]): Promise<Record<string, number>> {
  const { resources } = await engine.do((x) => deploy(x, files, DEFAULT_TENANT));
  return Object.fromEntries(resources.map(({ id, version }) => [id, version]));
}

describe('DeployResource', () => {
  it('gives no new version to what is deployed again unchanged', async () => {
    const first = await engine.do((x) => deploy(x, [process('a'), form('f')], DEFAULT_TENANT));
    const again = await engine.do((x) => deploy(x, [process('a'), form('f')], DEFAULT_TENANT));
    expect(again.resources).toEqual(first.resources);
    expect(again.key).not.toBe(first.key);
  });

  it('gives a new version to each resource when one of them has changed, so that they stay together', async () => {
    await versions(process('a'), process('b'), form('f'));
    const next = await engine.do((x) =>
      deploy(x, [process('a'), process('b', 'changed'), form('f')], DEFAULT_TENANT),
    );
    expect(next.resources.map(({ id, version, deployment }) => [id, version, deployment])).toEqual([
      ['a', 2, next.key],
      ['b', 2, next.key],
      ['f', 2, next.key],
    ]);
  });

  it('takes another file name for a change', async () => {
    expect(await versions(process('a'))).toEqual({ a: 1 });
    expect(await versions({ ...process('a'), name: 'renamed.bpmn' })).toEqual({ a: 2 });
  });

  it('deploys all or none', async () => {
    await expect(versions(process('a'), { name: 'f.form', content: 'no JSON' })).rejects.toThrow('f.form');
    expect(await versions(process('a'))).toEqual({ a: 1 });
  });

  const bound = {
    name: 'p.bpmn',
    content: bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="child" bindingType="deployment"/></bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}<bpmn:endEvent id="e"/>`,
    ),
  };
  const child = (task: string) => ({
    name: 'child.bpmn',
    content: bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', task)}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ).replace('id="p"', 'id="child"'),
  });

  it('binds what is called by deployment to what came with it', async () => {
    await versions(bound, child('old'));
    await versions(child('new'));
    await engine.create();
    expect(await engine.activate('old', 1, 0)).toHaveLength(1);
  });

  it('refuses what is bound by deployment and not in it', async () => {
    await versions(child('work'));
    await expect(versions(bound)).rejects.toThrow(
      "- Element: c\n    - ERROR: Expected to find process with id 'child' in current deployment, but not found.",
    );
  });
});
