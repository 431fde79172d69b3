import { afterEach, describe, expect, it } from 'vitest';
import { bpmn, flow, service, type TestEngine, testEngine } from '../testing/index.ts';

let engine: TestEngine;
afterEach(() => engine.stop());

describe('a service task', () => {
  it('makes a job and goes on when the job is completed', async () => {
    engine = await testEngine();
    await engine.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
      ),
    );
    const pi = await engine.create({ n: 1 });
    const job = await engine.work('work', { m: 2 });
    expect(JSON.parse(job.variables)).toEqual({ n: 1 });
    expect(engine.ended(pi)).toBe(true);
    expect(engine.path()).toEqual([
      'p ACTIVATING',
      'p ACTIVATED',
      's ACTIVATING',
      's ACTIVATED',
      's COMPLETING',
      's COMPLETED',
      's_a TAKEN',
      'a ACTIVATING',
      'a ACTIVATED',
      'a COMPLETING',
      'a COMPLETED',
      'a_e TAKEN',
      'e ACTIVATING',
      'e ACTIVATED',
      'e COMPLETING',
      'e COMPLETED',
      'p COMPLETING',
      'p COMPLETED',
    ]);
  });
});
