import { describe, expect, it } from 'vitest';
import type { AdHocResult } from '../commands/adHocResult.ts';
import { completeJob, failJob } from '../commands/jobs.ts';
import { modifyProcessInstance } from '../commands/modifyProcessInstance.ts';
import { parseProcesses } from '../model/parse.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const adHoc = (attributes: string, extensions: string, inside: string) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'ah')}<bpmn:adHocSubProcess id="ah" ${attributes}><bpmn:extensionElements>${extensions}</bpmn:extensionElements>${inside}</bpmn:adHocSubProcess>${flow('ah', 'e')}<bpmn:endEvent id="e"/>`,
    '<bpmn:message id="M" name="stop"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
  );
const names = '<zeebe:adHoc activeElementsCollection="=names"/>';
const three = `${service('x', 'x')}${service('y', 'y')}${service('z', 'z')}`;
const condition = (text: string) =>
  `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${text}</bpmn:completionCondition>`;
/** What happens in and to the sub-process. */
const path = () => engine.path().filter((line) => /^(ah|x|y|z)/.test(line));

describe('an ad hoc sub-process', () => {
  it('activates each element that its collection names in an inner instance of its own', async () => {
    await engine.deploy(adHoc('', names, three));
    const pi = await engine.create({ names: ['x', 'z'] });
    expect(await engine.activate('y', 1, 0)).toEqual([]);
    await engine.work('x');
    expect(engine.ended(pi)).toBe(false);
    await engine.work('z');
    expect(path()).toEqual([
      'ah ACTIVATING',
      'ah ACTIVATED',
      'ah#innerInstance ACTIVATING',
      'ah#innerInstance ACTIVATED',
      'ah#innerInstance ACTIVATING',
      'ah#innerInstance ACTIVATED',
      'x ACTIVATING',
      'x ACTIVATED',
      'z ACTIVATING',
      'z ACTIVATED',
      'x COMPLETING',
      'x COMPLETED',
      'ah#innerInstance COMPLETING',
      'ah#innerInstance COMPLETED',
      'z COMPLETING',
      'z COMPLETED',
      'ah#innerInstance COMPLETING',
      'ah#innerInstance COMPLETED',
      'ah COMPLETING',
      'ah COMPLETED',
      'ah_e TAKEN',
    ]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('goes on along the flows inside before an inner instance completes', async () => {
    await engine.deploy(adHoc('', names, `${three}${flow('x', 'y')}`));
    const pi = await engine.create({ names: ['x'] });
    await engine.work('x');
    await engine.work('y');
    expect(path().filter((line) => line === 'ah#innerInstance COMPLETED')).toHaveLength(1);
    expect(engine.ended(pi)).toBe(true);
  });

  it('is held up once at its end, by a listener or by an incident', async () => {
    const last =
      '<zeebe:ioMapping><zeebe:output source="=assert(given, given = 1)" target="made"/></zeebe:ioMapping><zeebe:executionListeners><zeebe:executionListener eventType="end" type="last"/></zeebe:executionListeners>';
    await engine.deploy(adHoc('', names + last, three));
    const pi = await engine.create({ names: ['x'], given: 'no number' });
    await engine.work('x');
    expect(await engine.incidents()).toHaveLength(1);
    await engine.setVariables(pi, { given: 1 });
    await engine.resolve((await engine.incident())!.key);
    await engine.work('last');
    expect(await engine.activate('last', 1, 0)).toEqual([]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('that activates nothing stays active', async () => {
    await engine.deploy(adHoc('', names, three));
    const pi = await engine.create({ names: [] });
    expect(path()).toEqual(['ah ACTIVATING', 'ah ACTIVATED']);
    await engine.cancel(pi);
    expect(await engine.left()).toBe(0);
  });

  it('is an incident when its collection names what is not in it or is no list of texts', async () => {
    await engine.deploy(adHoc('', names, `${three}${flow('x', 'y')}`));
    const pi = await engine.create({ names: ['x', 'nowhere', 'y'] });
    const incident = await engine.incident();
    expect(incident).toMatchObject({
      type: 'EXTRACT_VALUE_ERROR',
      elementId: 'ah',
      message: "Failed to activate ad-hoc elements. No BPMN elements found with ids: 'nowhere', 'y'.",
    });
    await engine.setVariables(pi, { names: 'x' });
    await engine.resolve(incident!.key);
    expect(await engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR' });
    await engine.setVariables(pi, { names: ['x'] });
    await engine.resolve((await engine.incident())!.key);
    await engine.work('x');
    await engine.work('y');
    expect(engine.ended(pi)).toBe(true);
  });

  it('completes when its condition holds, and cancels what remains', async () => {
    await engine.deploy(adHoc('', names, `${three}${condition('=done')}`));
    const pi = await engine.create({ names: ['x', 'y', 'z'], done: false });
    await engine.work('x');
    await engine.work('y', { done: true });
    expect(path().slice(-7)).toEqual([
      'ah#innerInstance TERMINATING',
      'z TERMINATING',
      'z TERMINATED',
      'ah#innerInstance TERMINATED',
      'ah COMPLETING',
      'ah COMPLETED',
      'ah_e TAKEN',
    ]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('waits for what remains when it is told not to cancel it', async () => {
    await engine.deploy(adHoc('cancelRemainingInstances="false"', names, `${three}${condition('=done')}`));
    const pi = await engine.create({ names: ['x', 'z'], done: true });
    await engine.work('x', { done: true });
    expect(engine.ended(pi)).toBe(false);
    await engine.work('z', { done: false });
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('stays while its condition does not hold, with nothing left in it', async () => {
    await engine.deploy(adHoc('', names, `${three}${condition('=done')}`));
    const pi = await engine.create({ names: ['x'], done: false });
    await engine.work('x');
    expect(engine.ended(pi)).toBe(false);
  });

  it('is an incident when its condition is no boolean, and goes on when that is put right', async () => {
    await engine.deploy(adHoc('', names, `${three}${condition('=done')}`));
    const pi = await engine.create({ names: ['x'] });
    await engine.work('x');
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'ah#innerInstance' });
    await engine.setVariables(pi, { done: true });
    await engine.resolve(incident!.key);
    expect(engine.ended(pi)).toBe(true);
  });

  it('gathers the output of each flow inside in the order in which they end', async () => {
    await engine.deploy(
      adHoc(
        '',
        '<zeebe:adHoc activeElementsCollection="=names" outputCollection="results" outputElement="=r"/>',
        three,
      ),
    );
    const pi = await engine.create({ names: ['x', 'z'] });
    await engine.work('z', { r: 1 });
    await engine.work('x', { r: 2 });
    expect(engine.result(pi)).toMatchObject({ results: [1, 2] });
  });

  it('has an inner instance of its own for each element that a modification activates', async () => {
    await engine.deploy(
      adHoc('', '<zeebe:adHoc outputCollection="results" outputElement="=r"/>', `${three}${flow('x', 'y')}`),
    );
    const pi = await engine.create();
    const activate = (elementId: string, variables: Record<string, unknown>) => ({
      elementId,
      ancestor: -1,
      variables: [{ scopeId: 'ah#innerInstance', variables }],
    });
    const modification = { key: pi, terminate: [] };
    await engine.do((x) =>
      modifyProcessInstance(x, { ...modification, activate: [activate('x', { of: 'x' })] }),
    );
    await engine.do((x) =>
      modifyProcessInstance(x, { ...modification, activate: [activate('z', { of: 'z' })] }),
    );
    expect(path().filter((line) => line === 'ah#innerInstance ACTIVATED')).toHaveLength(2);
    expect(JSON.parse((await engine.work('x')).variables)).toMatchObject({ of: 'x' });
    expect(JSON.parse((await engine.work('z', { r: 1 })).variables)).toMatchObject({ of: 'z' });
    await engine.work('y', { r: 2 });
    expect(engine.result(pi)).toEqual({ r: 2, results: [1, 2] });
    expect(await engine.left()).toBe(0);
  });

  // docs 8.8, «Variables»: what is merged is propagated to the root unless a scope on the way has it; only the
  // documentation of a later version says that it stays local.
  it('lets variables of its activities through, unless they were local to the activation', async () => {
    await engine.deploy(adHoc('', '<zeebe:taskDefinition type="decide"/>', three));
    const pi = await engine.create();
    const [job] = await engine.activate('decide');
    const adHocResult = {
      activate: [{ elementId: 'x', variables: { mine: '' } }],
      completionConditionFulfilled: false,
      cancelRemainingInstances: false,
    };
    await engine.do((x) => completeJob(x, job!.key, {}, { adHoc: adHocResult }));
    await engine.work('x', { mine: 1, everybodys: 2 });
    expect(await engine.variables(pi)).toEqual({ everybodys: 2 });
  });

  it('tells which elements may be activated', async () => {
    await engine.deploy(
      adHoc(
        '',
        names,
        '<bpmn:serviceTask id="x" name="Thẩm tra"><bpmn:documentation>Hỏi ý kiến</bpmn:documentation><bpmn:extensionElements><zeebe:taskDefinition type="x"/><zeebe:ioMapping><zeebe:input source="=fromAi(toolCall.to, &quot;Gửi ai&quot;)" target="to"/></zeebe:ioMapping><zeebe:properties><zeebe:property name="tool" value="yes"/></zeebe:properties></bpmn:extensionElements></bpmn:serviceTask><bpmn:task id="y"/>' +
          flow('x', 'y'),
      ),
    );
    await engine.create({ names: ['x'] });
    const job = await engine.work('x');
    expect(JSON.parse(job.variables).adHocSubProcessElements).toEqual([
      {
        elementId: 'x',
        elementName: 'Thẩm tra',
        documentation: 'Hỏi ý kiến',
        properties: { tool: 'yes' },
        parameters: [{ name: 'toolCall.to', description: 'Gửi ai' }],
      },
    ]);
  });

  it('is interrupted by an event sub-process in it, and then completes', async () => {
    await engine.deploy(
      adHoc(
        '',
        names,
        `${three}<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="ess"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('ess', 'ese')}<bpmn:endEvent id="ese"/></bpmn:subProcess>`,
      ),
    );
    const pi = await engine.create({ names: ['x'], k: '1' });
    await engine.publish('stop', '1');
    expect(path().slice(-4)).toEqual([
      'ah#innerInstance TERMINATED',
      'ah COMPLETING',
      'ah COMPLETED',
      'ah_e TAKEN',
    ]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('an ad hoc sub-process that a worker decides on', () => {
  const model = (more = '') => adHoc('', '<zeebe:taskDefinition type="decide"/>', `${three}${more}`);
  const decide = async (result?: Partial<AdHocResult>, variables = {}) => {
    const [job] = await engine.activate('decide');
    await engine.do((x) =>
      completeJob(x, job!.key, variables, {
        adHoc: {
          activate: [],
          completionConditionFulfilled: false,
          cancelRemainingInstances: false,
          ...result,
        },
      }),
    );
    return job!;
  };
  const activate = (...ids: string[]) => ({
    activate: ids.map((elementId) => ({ elementId, variables: { of: elementId } })),
  });

  it('knows what may be activated also where an instance was begun inside of it', async () => {
    await engine.deploy(model());
    await engine.create({}, 'p', { startElements: ['x'] });
    await engine.work('x');
    const [job] = await engine.activate('decide');
    expect(JSON.parse(job!.variables).adHocSubProcessElements).toHaveLength(3);
  });

  it('activates what the worker says, and asks again when a flow inside has ended', async () => {
    await engine.deploy(model());
    const pi = await engine.create();
    const AD_HOC_SUB_PROCESS = 3;
    expect(await decide(activate('x', 'y'))).toMatchObject({ kind: AD_HOC_SUB_PROCESS, elementId: 'ah' });
    expect(JSON.parse((await engine.work('x')).variables)).toMatchObject({ of: 'x' });
    await engine.work('y');
    await decide({ completionConditionFulfilled: true });
    expect(
      engine.records.filter((r) => r.valueType === 'JOB' && r.elementId === 'ah').map((r) => r.intent),
    ).toEqual([
      'CREATED',
      'ACTIVATED',
      'COMPLETED',
      'CREATED',
      'CANCELED',
      'CREATED',
      'ACTIVATED',
      'COMPLETED',
    ]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('completes after what remains, or cancels it, as the worker says', async () => {
    await engine.deploy(model());
    const waits = await engine.create();
    await decide(activate('x', 'y'));
    await engine.work('x');
    await decide({ completionConditionFulfilled: true });
    expect(engine.ended(waits)).toBe(false);
    await engine.work('y');
    expect(engine.ended(waits)).toBe(true);
    const cancels = await engine.create();
    await decide(activate('x', 'y'));
    await engine.work('x');
    await decide({ completionConditionFulfilled: true, cancelRemainingInstances: true });
    expect(engine.ended(cancels)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('activates others and cancels those that were active', async () => {
    await engine.deploy(model());
    await engine.create();
    await decide(activate('x', 'y'));
    await engine.work('x');
    await decide({ ...activate('z'), cancelRemainingInstances: true });
    expect(path().slice(-8)).toEqual([
      'ah#innerInstance ACTIVATING',
      'ah#innerInstance ACTIVATED',
      'ah#innerInstance TERMINATING',
      'z ACTIVATING',
      'z ACTIVATED',
      'y TERMINATING',
      'y TERMINATED',
      'ah#innerInstance TERMINATED',
    ]);
  });

  it('refuses elements that are not in it, and elements together with the end', async () => {
    await engine.deploy(model());
    await engine.create();
    const [job] = await engine.activate('decide');
    const complete = (result: AdHocResult) =>
      engine.do((x) => completeJob(x, job!.key, {}, { adHoc: result }));
    const nothing = { activate: [], completionConditionFulfilled: false, cancelRemainingInstances: false };
    await expect(complete({ ...nothing, ...activate('one', 'two') })).rejects.toThrow(
      `Expected to activate activities for ad-hoc sub-process with key '${job!.elementInstanceKey}', but the given elements [one, two] do not exist.`,
    );
    await expect(
      complete({ ...nothing, ...activate('x'), completionConditionFulfilled: true }),
    ).rejects.toThrow('the job result contains elements to be activated while the completion condition');
    await complete({ ...nothing, completionConditionFulfilled: true });
    expect(await engine.left()).toBe(0);
  });

  it('keeps the variables of the job to itself', async () => {
    await engine.deploy(model());
    const pi = await engine.create({ a: 1 });
    await decide({ completionConditionFulfilled: true }, { b: 2 });
    expect(engine.result(pi)).toEqual({ a: 1 });
  });

  it('is an incident of its own kind when the job has no retries left', async () => {
    await engine.deploy(model());
    await engine.create();
    const [job] = await engine.activate('decide');
    await engine.do((x) =>
      failJob(x, { key: job!.key, retries: 0, errorMessage: 'no', retryBackOff: 0, variables: {} }),
    );
    expect(await engine.incident()).toMatchObject({ type: 'AD_HOC_SUB_PROCESS_NO_RETRIES', elementId: 'ah' });
  });

  it('asks again when an event sub-process in it has ended', async () => {
    await engine.deploy(
      model(
        `<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="ess" isInterrupting="false"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('ess', 'ese')}<bpmn:endEvent id="ese"/></bpmn:subProcess>`,
      ),
    );
    await engine.create({ k: '1' });
    await decide(activate('x'));
    expect(await engine.activate('decide', 1, 0)).toEqual([]);
    await engine.publish('stop', '1');
    expect(await engine.activate('decide', 1, 0)).toHaveLength(1);
  });

  it('is refused at deployment together with what only a model can decide', () => {
    const refused = parseProcesses(
      adHoc(
        'cancelRemainingInstances="false"',
        '<zeebe:adHoc activeElementsCollection="=names" outputCollection="out"/><zeebe:taskDefinition type="decide"/>',
        `${three}${condition('=done')}`,
      ),
    ).errors;
    expect(refused.map(({ elementId, message }) => `${elementId}: ${message}`)).toEqual([
      'ah: OutputElement and OutputCollection must both be set, or neither of them set. outputElement:null and outputCollection:out.',
      'ah: Must not define cancelRemainingInstances in combination with zeebe:taskDefinition.',
      'ah: Must not define completionCondition in combination with zeebe:taskDefinition.',
      'ah: Must not define activeElementsCollection in combination with zeebe:taskDefinition.',
    ]);
  });
});
