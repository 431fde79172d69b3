import { describe, expect, it } from 'vitest';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const start = '<bpmn:startEvent id="s"/>';
const end = (id: string) => `<bpmn:endEvent id="${id}"/>`;

describe('an exclusive gateway', () => {
  const model = bpmn(
    `${start}${flow('s', 'g')}<bpmn:exclusiveGateway id="g" default="g_c"/>${flow('g', 'a', '= n &gt; 10')}${flow('g', 'b', '= n &gt; 5')}${flow('g', 'c')}${end('a')}${end('b')}${end('c')}`,
  );
  it('takes the first flow whose condition holds', async () => {
    await engine.deploy(model);
    await engine.create({ n: 7 });
    expect(engine.path()).toEqual([
      'p ACTIVATING',
      'p ACTIVATED',
      's ACTIVATING',
      's ACTIVATED',
      's COMPLETING',
      's COMPLETED',
      's_g TAKEN',
      'g ACTIVATING',
      'g ACTIVATED',
      'g COMPLETING',
      'g COMPLETED',
      'g_b TAKEN',
      'b ACTIVATING',
      'b ACTIVATED',
      'b COMPLETING',
      'b COMPLETED',
      'p COMPLETING',
      'p COMPLETED',
    ]);
  });

  it('takes the default flow when no condition holds', async () => {
    await engine.deploy(model);
    await engine.create({ n: 1 });
    expect(engine.path()).toContain('g_c TAKEN');
  });

  it('raises an incident when a condition is not a boolean, and goes on when it is resolved', async () => {
    await engine.deploy(model);
    const pi = await engine.create({ n: 'many' });
    expect(engine.ended(pi)).toBe(false);
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'g' });
    await engine.setVariables(pi, { n: 11 });
    await engine.resolve(incident!.key);
    expect(engine.path()).toContain('g_a TAKEN');
    expect(engine.ended(pi)).toBe(true);
  });
});

describe('a parallel gateway', () => {
  it('takes every flow and joins when all have come', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'f')}<bpmn:parallelGateway id="f"/>${flow('f', 'a')}${flow('f', 'b')}${service('a', 'a')}${service('b', 'b')}${flow('a', 'j')}${flow('b', 'j')}<bpmn:parallelGateway id="j"/>${flow('j', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('b', { b: 1 });
    expect(engine.path().filter((line) => line.startsWith('j '))).toEqual([]);
    await engine.work('a', { a: 1 });
    expect(engine.path().slice(-13)).toEqual([
      'a COMPLETED',
      'a_j TAKEN',
      'j ACTIVATING',
      'j ACTIVATED',
      'j COMPLETING',
      'j COMPLETED',
      'j_e TAKEN',
      'e ACTIVATING',
      'e ACTIVATED',
      'e COMPLETING',
      'e COMPLETED',
      'p COMPLETING',
      'p COMPLETED',
    ]);
    expect(engine.ended(pi)).toBe(true);
  });
});

describe('an inclusive gateway', () => {
  const model = bpmn(
    `${start}${flow('s', 'g')}<bpmn:inclusiveGateway id="g" default="g_c"/>${flow('g', 'a', '= n &gt; 1')}${flow('g', 'b', '= n &gt; 2')}${flow('g', 'c')}${end('a')}${end('b')}${end('c')}`,
  );
  it('takes every flow whose condition holds', async () => {
    await engine.deploy(model);
    const pi = await engine.create({ n: 3 });
    expect(engine.path().filter((line) => line.endsWith('TAKEN'))).toEqual([
      's_g TAKEN',
      'g_a TAKEN',
      'g_b TAKEN',
    ]);
    expect(engine.ended(pi)).toBe(true);
  });
  it('takes the default flow when none does', async () => {
    await engine.deploy(model);
    await engine.create({ n: 0 });
    expect(engine.path().filter((line) => line.endsWith('TAKEN'))).toEqual(['s_g TAKEN', 'g_c TAKEN']);
  });
});

describe('an inclusive gateway that joins', () => {
  it('waits for every token that can still come, and for no other', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'g')}<bpmn:inclusiveGateway id="g"/>${flow('g', 'a', '= n &gt; 1')}${flow('g', 'b', '= n &gt; 2')}${flow('g', 'c', '= n &gt; 3')}${service('a', 'a')}${service('b', 'b')}${service('c', 'c')}${flow('a', 'j')}${flow('b', 'j')}${flow('c', 'j')}<bpmn:inclusiveGateway id="j"/>${flow('j', 'e')}${end('e')}`,
      ),
    );
    const two = await engine.create({ n: 3 });
    await engine.work('b');
    expect(engine.path().filter((line) => line === 'j ACTIVATED')).toHaveLength(0);
    await engine.work('a');
    expect(engine.path().filter((line) => line === 'j ACTIVATED')).toHaveLength(1);
    expect(engine.ended(two)).toBe(true);
    const one = await engine.create({ n: 2 });
    await engine.work('a');
    expect(engine.ended(one)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('an inclusive gateway of which every flow has been taken', () => {
  it('goes on, though another token may still come', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'f')}<bpmn:parallelGateway id="f"/>${flow('f', 'a')}${flow('f', 'b')}${flow('f', 'c')}${service('a', 'a')}${service('b', 'b')}${service('c', 'c')}${flow('a', 'j')}${flow('b', 'm')}${flow('c', 'm')}<bpmn:exclusiveGateway id="m"/>${flow('m', 'j')}<bpmn:inclusiveGateway id="j"/>${flow('j', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    const joined = () => engine.path().filter((line) => line === 'j ACTIVATED').length;
    await engine.work('a');
    expect(joined()).toBe(0);
    await engine.work('b');
    expect(joined()).toBe(1);
    await engine.work('c');
    expect(joined()).toBe(2);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('does not wait for a token that can only come by a flow that has been taken', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'g')}<bpmn:inclusiveGateway id="g"/>${flow('g', 'f', '= true')}${flow('g', 'x', '= false')}<bpmn:parallelGateway id="f"/>${flow('f', 'a')}${flow('f', 'b')}${service('a', 'a')}${service('b', 'b')}${flow('a', 'm')}${flow('b', 'm')}<bpmn:exclusiveGateway id="m"/>${flow('m', 'j')}${service('x', 'x')}${flow('x', 'j')}<bpmn:inclusiveGateway id="j"/>${flow('j', 'e')}${end('e')}`,
      ),
    );
    await engine.create();
    await engine.work('a');
    expect(engine.path()).toContain('j COMPLETED');
  });
});

describe('an event-based gateway', () => {
  const message =
    '<bpmn:message id="m" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>';
  const model = bpmn(
    `${start}${flow('s', 'g')}<bpmn:eventBasedGateway id="g"/>${flow('g', 't')}${flow('g', 'w')}<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent><bpmn:intermediateCatchEvent id="w"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>${flow('t', 'e1')}${flow('w', 'e2')}${end('e1')}${end('e2')}`,
    message,
  );
  it('goes the way of the first event and cancels the others', async () => {
    await engine.deploy(model);
    const pi = await engine.create({ k: 'x' });
    await engine.publish('go', 'x', { got: true });
    expect(engine.path().slice(8)).toEqual([
      'g ACTIVATED',
      'g COMPLETING',
      'g COMPLETED',
      'g_w TAKEN',
      'w ACTIVATING',
      'w ACTIVATED',
      'w COMPLETING',
      'w COMPLETED',
      'w_e2 TAKEN',
      'e2 ACTIVATING',
      'e2 ACTIVATED',
      'e2 COMPLETING',
      'e2 COMPLETED',
      'p COMPLETING',
      'p COMPLETED',
    ]);
    expect(engine.records.some((r) => r.valueType === 'TIMER' && r.intent === 'CANCELED')).toBe(true);
    expect(engine.ended(pi)).toBe(true);
  });
});
