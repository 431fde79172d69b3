// Sentences of Camunda's documentation (docs.camunda.io, 8.8, «Execution listeners» and «User task listeners»), one
// test each.
import { describe, expect, it } from 'vitest';
import { failJob, updateJobRetries } from '../commands/jobs.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';
import type { ManualClock } from '../testing/manualClock.ts';

let engine: TestEngine;
let clock: ManualClock;
eachTest((started, time) => {
  engine = started;
  clock = time;
});

const HOUR = 3_600_000;
const START = '<bpmn:startEvent id="s"/>';
const END = '<bpmn:endEvent id="e"/>';
const GLOBALS =
  '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message><bpmn:signal id="S" name="=k"/><bpmn:escalation id="X" name="up" escalationCode="UP"/>';
const listeners = (...list: [event: string, type: string][]) =>
  `<zeebe:executionListeners>${list.map(([event, type]) => `<zeebe:executionListener eventType="${event}" type="${type}"/>`).join('')}</zeebe:executionListeners>`;
const extended = (inside: string) => `<bpmn:extensionElements>${inside}</bpmn:extensionElements>`;
const catching = (event: string) =>
  `<bpmn:intermediateCatchEvent id="c">${extended(listeners(['start', 'before'], ['end', 'after']))}${event}</bpmn:intermediateCatchEvent>`;
const around = (id: string, element: string) =>
  bpmn(`${START}${flow('s', id)}${element}${flow(id, 'e')}${END}`, GLOBALS);
const fail = async (type: string, retries: number) => {
  const [job] = await engine.activate(type);
  await engine.do((x) =>
    failJob(x, { key: job!.key, retries, errorMessage: 'no', retryBackOff: 0, variables: {} }),
  );
  return job!;
};

describe('an execution listener, as documented,', () => {
  it.each([
    [
      'correlation key of a message',
      '<bpmn:messageEventDefinition messageRef="M"/>',
      () => engine.publish('go', '7'),
    ],
    [
      'duration of a timer',
      '<bpmn:timerEventDefinition><bpmn:timeDuration>=wait</bpmn:timeDuration></bpmn:timerEventDefinition>',
      () => clock.advance(HOUR),
    ],
  ])('at the start of an event gives the %s', async (_what, event, happen) => {
    await engine.deploy(around('c', catching(event)));
    const pi = await engine.create();
    await engine.work('before', { k: '7', wait: 'PT1H' });
    await happen();
    await engine.work('after', { seen: true });
    expect(engine.result(pi)).toMatchObject({ seen: true });
    expect(engine.result(pi)).not.toHaveProperty('k');
    expect(await engine.left()).toBe(0);
  });

  it('at the start of a gateway decides which way is taken', async () => {
    const gateway = `<bpmn:exclusiveGateway id="g" default="g_e">${extended(listeners(['start', 'before']))}</bpmn:exclusiveGateway>`;
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'g')}${gateway}${flow('g', 'e')}${END}${flow('g', 'other', '=other')}${service('other', 'other')}${flow('other', 'oe')}<bpmn:endEvent id="oe"/>`,
      ),
    );
    await engine.create();
    await engine.work('before', { other: true });
    await engine.work('other');
    expect(engine.path()).toContain('oe COMPLETED');
  });

  it('of the process, and of a sub-process, runs around all that is in it', async () => {
    const sub = `<bpmn:subProcess id="sub">${extended(listeners(['start', 'sub-before'], ['end', 'sub-after']))}<bpmn:startEvent id="is"/>${flow('is', 'a')}${service('a', 'work')}${flow('a', 'ie')}<bpmn:endEvent id="ie"/></bpmn:subProcess>`;
    await engine.deploy(
      around('sub', sub).replace(
        'isExecutable="true">',
        `isExecutable="true">${extended(listeners(['start', 'first'], ['end', 'last']))}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('first', { a: 1 });
    await engine.work('sub-before', { local: 2 });
    expect(JSON.parse((await engine.work('work')).variables)).toEqual({ a: 1, local: 2 });
    await engine.work('sub-after', { b: 3 });
    await engine.work('last', { c: 4 });
    expect(engine.result(pi)).toEqual({ a: 1, b: 3, c: 4 });
    expect(await engine.left()).toBe(0);
  });

  it('at the end reads the local variables and what the output mappings have made', async () => {
    const mappings =
      '<zeebe:ioMapping><zeebe:input source="=1" target="local"/><zeebe:output source="=answer" target="result"/></zeebe:ioMapping>';
    await engine.deploy(
      around('a', service('a', 'work', `${mappings}${listeners(['end', 'one'], ['end', 'two'])}`)),
    );
    const pi = await engine.create();
    await engine.work('work', { answer: 'yes' });
    expect(JSON.parse((await engine.work('one', { made: 2 })).variables)).toMatchObject({
      local: 1,
      result: 'yes',
    });
    expect(JSON.parse((await engine.work('two')).variables)).toMatchObject({ made: 2 });
    expect(engine.result(pi)).toEqual({ result: 'yes', made: 2 });
  });

  it('whose job failed for good is the only one that runs again', async () => {
    await engine.deploy(around('a', service('a', 'work', listeners(['start', 'one'], ['start', 'two']))));
    const pi = await engine.create();
    await engine.work('one');
    expect((await fail('two', 1)).retries).toBe(3);
    const job = await fail('two', 0);
    const incident = (await engine.incident())!;
    expect(incident).toMatchObject({ type: 'EXECUTION_LISTENER_NO_RETRIES', elementId: 'a' });
    await engine.do((x) => updateJobRetries(x, job.key, 1));
    await engine.resolve(incident.key);
    await engine.work('two');
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.activate('one', 1, 0)).toEqual([]);
  });

  it('runs again from the first, after the input mappings, when the element could not begin after it', async () => {
    const task = service(
      'a',
      '=type',
      `<zeebe:ioMapping><zeebe:input source="=kind" target="type"/></zeebe:ioMapping>${listeners(['start', 'one'], ['start', 'two'])}`,
    );
    await engine.deploy(around('a', task));
    const pi = await engine.create();
    await engine.work('one');
    await engine.work('two');
    const incident = (await engine.incident())!;
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'a', job: 0 });
    await engine.setVariables(pi, { kind: 'work' });
    await engine.resolve(incident.key);
    await engine.work('one');
    await engine.work('two');
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
  });

  it('at the end runs again from the first, after the output mappings, when the next one could not be told', async () => {
    const task = service(
      'a',
      'work',
      `<zeebe:ioMapping><zeebe:output source="=given" target="next"/></zeebe:ioMapping>${listeners(['end', 'one'], ['end', '=next'])}`,
    );
    await engine.deploy(around('a', task));
    const pi = await engine.create();
    await engine.work('work');
    await engine.work('one');
    const incident = (await engine.incident())!;
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'a', job: 0 });
    await engine.setVariables(pi, { given: 'two' });
    await engine.resolve(incident.key);
    await engine.work('one');
    await engine.work('two');
    expect(engine.ended(pi)).toBe(true);
  });

  it.each(['intermediateThrowEvent', 'endEvent'])(
    'at the end of a %s is bypassed by an escalation that interrupts',
    async (type) => {
      const thrown = `<bpmn:${type} id="t">${extended(listeners(['start', 'before'], ['end', 'after']))}<bpmn:escalationEventDefinition escalationRef="X"/></bpmn:${type}>`;
      await engine.deploy(
        bpmn(
          `${START}${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${flow('is', 't')}${thrown}</bpmn:subProcess><bpmn:boundaryEvent id="b" attachedToRef="sub"><bpmn:escalationEventDefinition escalationRef="X"/></bpmn:boundaryEvent>${flow('b', 'be')}<bpmn:endEvent id="be"/>${flow('sub', 'e')}${END}`,
          GLOBALS,
        ),
      );
      const pi = await engine.create();
      await engine.work('before');
      expect(engine.ended(pi)).toBe(true);
      expect(engine.path()).toContain('be COMPLETED');
      expect(engine.records.filter((r) => r.detail === 'after')).toEqual([]);
      expect(await engine.left()).toBe(0);
    },
  );

  it('of an end event and of a start event runs after it', async () => {
    const start = `<bpmn:startEvent id="s">${extended(listeners(['end', 'begun']))}</bpmn:startEvent>`;
    const end = `<bpmn:endEvent id="e">${extended(listeners(['start', 'before'], ['end', 'after']))}</bpmn:endEvent>`;
    await engine.deploy(bpmn(`${start}${flow('s', 'e')}${end}`));
    const pi = await engine.create();
    for (const type of ['begun', 'before', 'after']) {
      expect(engine.ended(pi)).toBe(false);
      await engine.work(type);
    }
    expect(engine.ended(pi)).toBe(true);
  });
});
