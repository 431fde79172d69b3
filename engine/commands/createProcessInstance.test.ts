import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bpmn, flow, service, type TestEngine, testEngine } from '../testing/index.ts';

let engine: TestEngine;
beforeEach(async () => {
  engine = await testEngine();
  await engine.deploy(
    bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'one')}${flow('a', 'b')}${service('b', 'two')}${flow('b', 'e')}<bpmn:endEvent id="e"/>`,
    ),
  );
});
afterEach(() => engine.stop());

describe('an instance', () => {
  it('with start instructions begins at their elements', async () => {
    const pi = await engine.create({}, 'p', { startElements: ['b'] });
    expect(engine.path()).toEqual(['p ACTIVATING', 'p ACTIVATED', 'b ACTIVATING', 'b ACTIVATED']);
    await engine.work('two');
    expect(engine.ended(pi)).toBe(true);
  });

  it.each([true, false])(
    'with start instructions begins an event sub-process (interrupting: %s)',
    async (interrupting) => {
      await engine.deploy(
        bpmn(
          `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'one')}<bpmn:subProcess id="when" triggeredByEvent="true"><bpmn:startEvent id="asked" isInterrupting="${interrupting}"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('asked', 'b')}${service('b', 'two')}</bpmn:subProcess>`,
          '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
        ),
      );
      const pi = await engine.create({ k: '7' }, 'p', { startElements: ['when'] });
      expect(engine.path()).toEqual([
        'p ACTIVATING',
        'p ACTIVATED',
        'when ACTIVATING',
        'when ACTIVATED',
        'asked ACTIVATING',
        'asked ACTIVATED',
        'asked COMPLETING',
        'asked COMPLETED',
        'asked_b TAKEN',
        'b ACTIVATING',
        'b ACTIVATED',
      ]);
      await engine.work('two');
      expect(engine.ended(pi)).toBe(true);
      expect(await engine.left()).toBe(0);
    },
  );

  it.each([
    ['s_a', 'SEQUENCE_FLOW'],
    ['s', 'START_EVENT'],
  ])('with start instructions is refused at what cannot be begun: %s', async (id, type) => {
    await expect(engine.create({}, 'p', { startElements: [id] })).rejects.toThrow(
      `the element with id '${id}' targets unsupported element type '${type}'. Supported element types are: `,
    );
  });

  it('with start instructions is refused when the process cannot wait for its events', async () => {
    await engine.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'one')}<bpmn:subProcess id="when" triggeredByEvent="true"><bpmn:startEvent id="asked"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent></bpmn:subProcess>`,
        '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
      ),
    );
    await expect(engine.create({}, 'p', { startElements: ['a'] })).rejects.toThrow(
      "Command 'CREATE' rejected with code 'INVALID_ARGUMENT': Expected to subscribe to catch event(s) of 'p' but Failed to extract the correlation key for 'k': The value must be either a string or a number, but was 'NULL'.",
    );
    expect(await engine.left()).toBe(0);
  });

  it('with a runtime instruction is terminated after its element', async () => {
    const pi = await engine.create({}, 'p', { terminateAfter: ['a'] });
    await engine.work('one');
    expect(engine.path().slice(9)).toEqual(['a COMPLETING', 'a COMPLETED', 'p TERMINATING', 'p TERMINATED']);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it.each([0, 1, 2, 3, 4])(
    'with a runtime instruction ends also when its element completes again %i elements later',
    async (later) => {
      const loop = `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`;
      const detour = Array.from({ length: later }, (_, i) => `d${i}`);
      const way = ['g', ...detour, 'a'];
      await engine.deploy(
        bpmn(
          `<bpmn:startEvent id="s"/>${flow('s', 'g')}<bpmn:parallelGateway id="g"/>${flow('g', 'x')}<bpmn:task id="x"/>${flow('x', 'a')}${detour.map((id) => `<bpmn:task id="${id}"/>`).join('')}${way
            .slice(1)
            .map((id, i) => flow(way[i]!, id))
            .join('')}<bpmn:task id="a">${loop}</bpmn:task>`,
        ),
      );
      const pi = await engine.create({}, 'p', { terminateAfter: ['a'] });
      expect(engine.ended(pi)).toBe(true);
      expect(await engine.left()).toBe(0);
    },
  );

  it('is refused when a runtime instruction names an element that is not there', async () => {
    await expect(engine.create({}, 'p', { terminateAfter: ['nowhere'] })).rejects.toThrow(
      "no element found with id 'nowhere'",
    );
  });

  it('gives its tags to its jobs', async () => {
    await engine.create({}, 'p', { tags: ['urgent', 'from:H56'] });
    expect((await engine.work('one')).tags).toEqual(['urgent', 'from:H56']);
  });
});
