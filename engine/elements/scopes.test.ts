import { describe, expect, it } from 'vitest';
import { cancelProcessInstance } from '../commands/cancelProcessInstance.ts';
import { resolveIncident } from '../commands/incidents.ts';
import { setVariables } from '../commands/setVariables.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const start = '<bpmn:startEvent id="s"/>';
const end = (id: string) => `<bpmn:endEvent id="${id}"/>`;
const message =
  '<bpmn:message id="M" name="stop"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>';
const eventSub = (interrupting: boolean) =>
  `<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="ess" isInterrupting="${interrupting}"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('ess', 'h')}${service('h', 'handle')}${flow('h', 'ese')}${end('ese')}</bpmn:subProcess>`;

describe('a sub-process', () => {
  it('has the flows between its elements, wherever they are written', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${end('ie')}</bpmn:subProcess>${flow('is', 'ie')}`,
      ),
    );
    await engine.create();
    expect(engine.path()).toContain('is_ie TAKEN');
    expect(engine.path().at(-1)).toBe('p COMPLETED');
  });

  it('completes when nothing is left in it', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${flow('is', 'ie')}${end('ie')}</bpmn:subProcess>${flow('sub', 'e')}${end('e')}`,
      ),
    );
    await engine.create();
    expect(engine.path().slice(7, 22)).toEqual([
      'sub ACTIVATING',
      'sub ACTIVATED',
      'is ACTIVATING',
      'is ACTIVATED',
      'is COMPLETING',
      'is COMPLETED',
      'is_ie TAKEN',
      'ie ACTIVATING',
      'ie ACTIVATED',
      'ie COMPLETING',
      'ie COMPLETED',
      'sub COMPLETING',
      'sub COMPLETED',
      'sub_e TAKEN',
      'e ACTIVATING',
    ]);
  });
});

describe('an event sub-process', () => {
  it('that interrupts ends what runs in its scope, then runs alone', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${end('e')}${eventSub(true)}`,
        message,
      ),
    );
    const pi = await engine.create({ k: '1' });
    await engine.publish('stop', '1', { why: 'x' });
    expect(engine.path().slice(9, 17)).toEqual([
      'a TERMINATING',
      'a TERMINATED',
      'es ACTIVATING',
      'es ACTIVATED',
      'ess ACTIVATING',
      'ess ACTIVATED',
      'ess COMPLETING',
      'ess COMPLETED',
    ]);
    await engine.work('handle');
    expect(engine.result(pi)).toEqual({ k: '1', why: 'x' });
    expect(await engine.left()).toBe(0);
  });

  it('that interrupts leaves the boundary events of its scope, which may end it, begun or not', async () => {
    const messages = message + message.replace('id="M" name="stop"', 'id="L" name="late"');
    const task =
      '<bpmn:userTask id="a"><bpmn:extensionElements><zeebe:userTask/><zeebe:taskListeners><zeebe:taskListener eventType="canceling" type="leave"/></zeebe:taskListeners></bpmn:extensionElements></bpmn:userTask>';
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${flow('is', 'a')}${task}${flow('a', 'ie')}${end('ie')}${eventSub(true)}</bpmn:subProcess>${flow('sub', 'e')}<bpmn:boundaryEvent id="b" attachedToRef="sub"><bpmn:messageEventDefinition messageRef="L"/></bpmn:boundaryEvent>${flow('b', 'c')}${service('c', 'after')}${flow('c', 'e')}${end('e')}`,
        messages,
      ),
    );
    for (const begun of [true, false]) {
      const pi = await engine.create({ k: '1' });
      await engine.publish('stop', '1');
      if (begun) await engine.work('leave');
      await engine.publish('late', '1');
      if (!begun) await engine.work('leave');
      expect(await engine.activate('handle', 1, 0)).toEqual([]);
      await engine.work('after');
      expect(engine.ended(pi)).toBe(true);
    }
    const left = await engine.userTasks();
    expect(await engine.left()).toBe(0);
    expect(left.map(({ state }) => state)).toEqual(['CANCELED', 'CANCELED']);
  });

  it('that does not interrupt runs beside, as often as its event comes', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${end('e')}${eventSub(false)}`,
        message,
      ),
    );
    const pi = await engine.create({ k: '1' });
    await engine.publish('stop', '1');
    await engine.publish('stop', '1');
    await engine.work('work');
    await engine.work('handle');
    expect(engine.ended(pi)).toBe(false);
    await engine.work('handle');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('that does not interrupt does not begin in a scope that another has interrupted in the same run', async () => {
    const caught = (id: string, event: string, interrupting: boolean) =>
      `<bpmn:subProcess id="${id}" triggeredByEvent="true"><bpmn:startEvent id="${id}s" isInterrupting="${interrupting}">${event}</bpmn:startEvent>${flow(`${id}s`, id + 1)}${service(id + 1, id)}${flow(id + 1, `${id}e`)}${end(`${id}e`)}</bpmn:subProcess>`;
    const up = '<bpmn:escalationEventDefinition escalationRef="X"/>';
    const bad = '<bpmn:errorEventDefinition errorRef="E"/>';
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'g')}<bpmn:parallelGateway id="g"/>${flow('g', 't')}<bpmn:intermediateThrowEvent id="t">${up}</bpmn:intermediateThrowEvent>${flow('t', 'e')}${end('e')}${flow('g', 'b')}<bpmn:endEvent id="b">${bad}</bpmn:endEvent>${caught('beside', up, false)}${caught('rescue', bad, true)}`,
        '<bpmn:escalation id="X" name="up" escalationCode="UP"/><bpmn:error id="E" name="bad" errorCode="BAD"/>',
      ),
    );
    const pi = await engine.create();
    expect(await engine.activate('beside', 1, 0)).toEqual([]);
    await engine.work('rescue');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('a multi-instance activity', () => {
  const task = (attributes: string, loop: string, condition = '') =>
    bpmn(
      `${start}${flow('s', 'a')}<bpmn:serviceTask id="a"><bpmn:extensionElements><zeebe:taskDefinition type="work"/></bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics ${attributes}><bpmn:extensionElements><zeebe:loopCharacteristics ${loop}/></bpmn:extensionElements>${condition}</bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>${flow('a', 'e')}${end('e')}`,
    );
  const loop = 'inputCollection="=items" inputElement="item" outputCollection="results" outputElement="=r"';

  it('in parallel runs once for each item and gathers the results in order', async () => {
    await engine.deploy(task('', loop));
    const pi = await engine.create({ items: [1, 2, 3] });
    const jobs = await engine.activate('work', 10);
    expect(jobs.map((job) => JSON.parse(job.variables).item)).toEqual([1, 2, 3]);
    const { completeJob } = await import('../commands/jobs.ts');
    for (const job of [...jobs].reverse())
      await engine.do((x) => completeJob(x, job.key, { r: JSON.parse(job.variables).item * 10 }));
    expect(engine.result(pi)).toMatchObject({ results: [10, 20, 30] });
    expect(await engine.left()).toBe(0);
  });

  it('in sequence runs one after the other', async () => {
    await engine.deploy(task('isSequential="true"', loop));
    const pi = await engine.create({ items: ['a', 'b'] });
    expect(JSON.parse((await engine.work('work', { r: 1 })).variables)).toMatchObject({
      item: 'a',
      loopCounter: 1,
    });
    expect(JSON.parse((await engine.work('work', { r: 2 })).variables)).toMatchObject({
      item: 'b',
      loopCounter: 2,
    });
    expect(engine.result(pi)).toMatchObject({ results: [1, 2] });
  });

  it('in sequence reads its collection again for each item, and ends with it', async () => {
    await engine.deploy(task('isSequential="true"', loop));
    const pi = await engine.create({ items: ['a', 'b', 'c'] });
    await engine.work('work', { r: 1 });
    await engine.setVariables(pi, { items: ['x', 'y', 'z'] });
    expect(JSON.parse((await engine.work('work', { r: 2 })).variables)).toMatchObject({ item: 'b' });
    await engine.setVariables(pi, { items: ['only'] });
    expect(JSON.parse((await engine.work('work', { r: 3 })).variables)).toMatchObject({ item: 'z' });
    expect(engine.result(pi)).toMatchObject({ results: [1, 2, 3] });
    expect(await engine.left()).toBe(0);
  });

  it('in sequence waits for a person when its collection is none any more', async () => {
    await engine.deploy(task('isSequential="true"', loop));
    const pi = await engine.create({ items: ['a', 'b'] });
    await engine.setVariables(pi, { items: 'taken' });
    await engine.work('work', { r: 1 });
    const incident = await engine.incident();
    expect(incident).toMatchObject({
      type: 'EXTRACT_VALUE_ERROR',
      message: "Expected result of the expression 'items' to be 'ARRAY', but was 'STRING'.",
    });
    await engine.setVariables(pi, { items: ['a', 'b'] });
    await engine.resolve(incident!.key);
    expect(JSON.parse((await engine.work('work', { r: 2 })).variables)).toMatchObject({ item: 'b' });
    expect(engine.result(pi)).toMatchObject({ results: [1, 2] });
    expect(await engine.left()).toBe(0);
  });

  it('in sequence leaves nothing when it is canceled', async () => {
    await engine.deploy(task('isSequential="true"', loop));
    const pi = await engine.create({ items: ['a', 'b'] });
    await engine.do((x) => cancelProcessInstance(x, pi));
    expect(await engine.left()).toBe(0);
  });

  it('ends the rest when its completion condition holds', async () => {
    const condition =
      '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">= numberOfCompletedInstances &gt;= 2</bpmn:completionCondition>';
    await engine.deploy(task('', loop, condition));
    const pi = await engine.create({ items: [1, 2, 3, 4] });
    await engine.work('work', { r: 1 });
    expect(engine.ended(pi)).toBe(false);
    await engine.work('work', { r: 2 });
    expect(engine.path().filter((line) => line === 'a TERMINATED')).toHaveLength(2);
    expect(engine.result(pi)).toMatchObject({ results: [1, 2, null, null] });
    expect(await engine.left()).toBe(0);
  });

  it('keeps the variable of its output element to each instance', async () => {
    await engine.deploy(task('', loop));
    const pi = await engine.create({ items: [1, 2] });
    await engine.work('work', { r: 10 });
    await engine.work('work');
    expect(engine.result(pi)).toEqual({ items: [1, 2], results: [10, null] });
  });

  it.each([
    ['text', 'because the type of the output collection is: STRING'],
    [[], 'at position 1 because the size of the collection is: 0'],
  ])('waits for a person when something else has taken its output collection', async (taken, why) => {
    await engine.deploy(task('', loop));
    const pi = await engine.create({ items: [1, 2] });
    const body = engine.records.find((r) => r.elementId === 'a' && r.intent === 'ELEMENT_ACTIVATED')!.key;
    const set = (results: unknown) =>
      engine.do((x) => setVariables(x, { key: body, variables: { results }, local: true }, () => undefined));
    await set(taken);
    await engine.work('work', { r: 10 });
    const incident = await engine.incident();
    expect(incident).toMatchObject({
      type: 'EXTRACT_VALUE_ERROR',
      message: `Unable to update an item in output collection 'results' ${why}. This may happen when multiple BPMN elements write to the same variable.`,
    });
    await set([null, null]);
    await engine.do((x) => resolveIncident(x, incident!.key));
    await engine.work('work', { r: 20 });
    expect(engine.result(pi)).toMatchObject({ results: [10, 20] });
    expect(await engine.left()).toBe(0);
  });

  it('of nothing completes at once; of no list is an incident', async () => {
    await engine.deploy(task('', loop));
    expect(engine.ended(await engine.create({ items: [] }))).toBe(true);
    await engine.create({ items: 'three' });
    expect(await engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'a' });
  });

  it('of five thousand lets others have their turn', async () => {
    await engine.deploy(task('', loop));
    await engine.create({ items: Array.from({ length: 5_000 }, (_, i) => i) });
    expect(await engine.activate('work', 10)).toHaveLength(10);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(engine.records.filter((r) => r.valueType === 'JOB' && r.intent === 'CREATED')).toHaveLength(5_000);
  });
});

describe('a call activity', () => {
  const called = bpmn(
    `<bpmn:startEvent id="cs"/>${flow('cs', 'ct')}${service('ct', 'inner')}${flow('ct', 'ce')}${end('ce')}`,
  ).replace('<bpmn:process id="p"', '<bpmn:process id="child"');
  const caller = (attributes = '', more = '') =>
    bpmn(
      `${start}${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="child" ${attributes}/>${more}</bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}${end('e')}`,
    );

  it('runs the other process with the variables and brings them back', async () => {
    await engine.deploy(called, caller('propagateAllChildVariables="true"'));
    const pi = await engine.create({ a: 1 });
    const job = await engine.work('inner', { b: 2 });
    expect(JSON.parse(job.variables)).toEqual({ a: 1 });
    expect(job.bpmnProcessId).toBe('child');
    expect(engine.result(pi)).toEqual({ a: 1, b: 2 });
    expect(await engine.left()).toBe(0);
  });

  it('brings back what its output mappings say', async () => {
    await engine.deploy(
      called,
      caller(
        'propagateAllChildVariables="false"',
        '<zeebe:ioMapping><zeebe:output source="=b + 1" target="c"/></zeebe:ioMapping>',
      ),
    );
    const pi = await engine.create({ a: 1 });
    await engine.work('inner', { b: 2 });
    expect(engine.result(pi)).toEqual({ a: 1, c: 3 });
  });

  it('is cancelled with its instance, and the other way round is refused', async () => {
    await engine.deploy(called, caller());
    const pi = await engine.create();
    const [job] = await engine.activate('inner');
    await expect(engine.cancel(job!.processInstanceKey)).rejects.toThrow(
      `Cancel the root process instance '${pi}' instead.`,
    );
    await engine.cancel(pi);
    expect(await engine.left()).toBe(0);
    expect(engine.path().slice(-7)).toEqual([
      'c TERMINATING',
      'child TERMINATING',
      'ct TERMINATING',
      'ct TERMINATED',
      'child TERMINATED',
      'c TERMINATED',
      'p TERMINATED',
    ]);
  });

  it('of a process that is not there is an incident', async () => {
    await engine.deploy(caller());
    await engine.create();
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'CALLED_ELEMENT_ERROR', elementId: 'c' });
    await engine.deploy(called);
    await engine.resolve(incident!.key);
    expect(await engine.activate('inner', 1, 0)).toHaveLength(1);
  });

  it('of itself ends in an incident, not in the death of the engine', async () => {
    await engine.deploy(caller().replace('processId="child"', 'processId="=&quot;p&quot;"'));
    const pi = await engine.create();
    while ((await engine.incidents()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.incident()).toMatchObject({ type: 'CALLED_ELEMENT_ERROR' });
    await engine.cancel(pi);
    while ((await engine.left()) > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.left()).toBe(0);
  });
});
