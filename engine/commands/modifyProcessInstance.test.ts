import { describe, expect, it } from 'vitest';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';
import { type ModifyProcessInstance, modifyProcessInstance } from './modifyProcessInstance.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const start = '<bpmn:startEvent id="s"/>';
const end = (id: string) => `<bpmn:endEvent id="${id}"/>`;
const MESSAGE =
  '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>';
const nested = bpmn(
  `${start}${flow('s', 'a')}${service('a', 'a')}${flow('a', 'sub')}<bpmn:subProcess id="sub"><bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=1" target="mapped"/></zeebe:ioMapping></bpmn:extensionElements><bpmn:startEvent id="is"/>${flow('is', 'b')}${service('b', 'b')}${flow('b', 'ie')}${end('ie')}</bpmn:subProcess><bpmn:boundaryEvent id="m" attachedToRef="sub"><bpmn:messageEventDefinition messageRef="M"/></bpmn:boundaryEvent>${flow('m', 'e')}${flow('sub', 'e')}${end('e')}`,
  MESSAGE,
);

const modify = (command: Partial<ModifyProcessInstance> & { key: number }) =>
  engine.do((x) => modifyProcessInstance(x, { activate: [], terminate: [], ...command }));
const activate = (
  elementId: string,
  variables: Record<string, Record<string, unknown>> = {},
  ancestor = -1,
) => ({
  elementId,
  ancestor,
  variables: Object.entries(variables).map(([scopeId, values]) => ({ scopeId, variables: values })),
});
const keyOf = (id: string) => {
  const found = engine.records.filter((r) => r.elementId === id && r.intent === 'ELEMENT_ACTIVATED').at(-1);
  return found!.key;
};

describe('a modification', () => {
  it('activates nothing in a process that its listener still holds up', async () => {
    const listener =
      '<bpmn:extensionElements><zeebe:executionListeners><zeebe:executionListener eventType="start" type="first"/></zeebe:executionListeners></bpmn:extensionElements>';
    await engine.deploy(
      bpmn(
        `${listener}${start}${flow('s', 'a')}${service('a', 'a')}${flow('a', 'b')}${service('b', 'b')}${flow('b', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    const asked = modify({ key: pi, activate: [activate('b')] });
    await expect(asked).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    for (const type of ['first', 'a', 'b']) await engine.work(type);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('moves the token into a sub-process, which is made without its start event and input mappings', async () => {
    await engine.deploy(nested);
    const pi = await engine.create();
    engine.records = engine.records.slice();
    const before = engine.path().length;
    await modify({
      key: pi,
      activate: [activate('b', { '': { k: '1' }, sub: { local: true } })],
      terminate: [keyOf('a')],
    });
    expect(engine.path().slice(before)).toEqual([
      'sub ACTIVATING',
      'sub ACTIVATED',
      'b ACTIVATING',
      'b ACTIVATED',
      'a TERMINATING',
      'a TERMINATED',
    ]);
    const [job] = await engine.activate('b');
    expect(JSON.parse(job!.variables)).toEqual({ k: '1', local: true });
    // The boundary event was opened with the variables of the modification.
    await engine.publish('go', '1');
    expect(engine.path()).toContain('m COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('gives an element variables of its own', async () => {
    await engine.deploy(nested);
    const pi = await engine.create({ k: '1' });
    await modify({ key: pi, activate: [activate('b', { b: { own: 1 } })] });
    const [job] = await engine.activate('b');
    expect(await engine.variables(job!.elementInstanceKey)).toEqual({ own: 1 });
    expect(await engine.variables(pi)).toEqual({ k: '1' });
  });

  it('is refused when a scope on the way cannot wait for its events', async () => {
    await engine.deploy(nested);
    const pi = await engine.create();
    await expect(modify({ key: pi, activate: [activate('b')] })).rejects.toThrow(
      "Command 'MODIFY' rejected with code 'INVALID_ARGUMENT': Expected to subscribe to catch event(s) of 'sub' but Failed to extract the correlation key for 'k': The value must be either a string or a number, but was 'NULL'.",
    );
  });

  it('that terminates the last active element terminates the instance', async () => {
    await engine.deploy(nested);
    const pi = await engine.create();
    await modify({ key: pi, terminate: [keyOf('a')] });
    expect(engine.path().at(-1)).toBe('p TERMINATED');
    expect(await engine.left()).toBe(0);
  });

  it('activates in the scope that it names', async () => {
    await engine.deploy(nested);
    const pi = await engine.create({ k: '1' });
    await modify({ key: pi, activate: [activate('b')] });
    const first = keyOf('sub');
    await modify({ key: pi, activate: [activate('sub')] });
    await expect(modify({ key: pi, activate: [activate('b')] })).rejects.toThrow(
      "a flow scope with more than one active instance: 'sub'",
    );
    await expect(modify({ key: pi, activate: [activate('b', {}, keyOf('a'))] })).rejects.toThrow(
      'an ancestor scope key that is not an ancestor of the element to activate',
    );
    await expect(modify({ key: pi, activate: [activate('b', {}, 1)] })).rejects.toThrow(
      "an ancestor scope key that does not exist, or is not in an active state: '1'",
    );
    await modify({ key: pi, activate: [activate('b', {}, first)] });
    expect(await engine.activate('b', 10, 0)).toHaveLength(3);
  });

  it('makes scopes anew below the one that it names', async () => {
    await engine.deploy(nested);
    const pi = await engine.create({ k: '1' });
    await modify({ key: pi, activate: [activate('b')] });
    await modify({ key: pi, activate: [activate('b', {}, pi), activate('b', {}, pi)] });
    expect(await engine.activate('b', 10, 0)).toHaveLength(3);
    expect(engine.path().filter((step) => step === 'sub ACTIVATED')).toHaveLength(3);
  });

  it('gives every scope around the element its variables, also those that are there', async () => {
    await engine.deploy(nested);
    const pi = await engine.create({ k: '1' });
    await modify({ key: pi, activate: [activate('b')] });
    const sub = keyOf('sub');
    await modify({ key: pi, activate: [activate('b', { p: { k: '2' }, sub: { local: true } })] });
    expect(await engine.variables(pi)).toEqual({ k: '2' });
    expect(await engine.variables(sub)).toEqual({ local: true });
  });

  it('names all that is wrong', async () => {
    await engine.deploy(nested);
    const other = await engine.create({ k: '1' });
    const key = await engine.create({ k: '1' });
    const task = keyOf('a');
    const refused = (...asked: ReturnType<typeof activate>[]) =>
      expect(modify({ key, activate: asked })).rejects;
    await refused(activate('x'), activate('y')).toThrow("could not be found: 'x', 'y'");
    await refused(activate('s'), activate('m')).toThrow(
      "elements that are unsupported: 's', 'm'. The activation of elements with type 'START_EVENT', 'BOUNDARY_EVENT' is not supported.",
    );
    await refused(activate('b', { x: { v: 1 } }), activate('a', { y: { v: 1 } })).toThrow(
      "variable instructions with a scope element id that could not be found: 'x', 'y'",
    );
    await refused(activate('b', {}, task), activate('a', {}, task)).toThrow(
      `that is not an ancestor of the element to activate:\n- instance '${task}' of element 'a' is not an ancestor of element 'b'\n- instance '${task}' of element 'a' is not an ancestor of element 'a'`,
    );
    await refused(activate('b', {}, other)).toThrow(
      `an ancestor scope key that does not belong to the modified process instance: '${other}'`,
    );
  });

  it('is refused for what cannot be activated or is not there', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'g')}<bpmn:eventBasedGateway id="g"/>${flow('g', 'c')}${flow('g', 't')}<bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent><bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>${flow('c', 'e')}${flow('t', 'e')}${end('e')}`,
        MESSAGE,
      ),
    );
    const key = await engine.create({ k: '1' });
    const refused = (id: string) => expect(modify({ key, activate: [activate(id)] })).rejects;
    await refused('nowhere').toThrow("with an element that could not be found: 'nowhere'");
    await refused('s').toThrow("The activation of elements with type 'START_EVENT' is not supported");
    await refused('s_g').toThrow("The activation of elements with type 'SEQUENCE_FLOW' is not supported");
    await refused('c').toThrow('events belonging to an event-based gateway is not supported');
    await expect(modify({ key, terminate: [1] })).rejects.toThrow(
      "terminate instructions with an element instance that could not be found: '1'",
    );
    await expect(modify({ key, activate: [activate('e', { g: { a: 1 } })] })).rejects.toThrow(
      "doesn't belong to the activating element's flow scope",
    );
    await expect(modify({ key: 1 })).rejects.toThrow("no process instance found with key '1'");
  });

  it('is refused inside a multi-instance sub-process that is not there', async () => {
    const loop =
      '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>';
    await engine.deploy(nested.replace('</bpmn:subProcess>', `${loop}</bpmn:subProcess>`));
    const key = await engine.create({ k: '1' });
    const refused = (ancestor: number) =>
      expect(modify({ key, activate: [activate('b', {}, ancestor)] })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(
          "that would result in the activation of multi-instance element 'sub', which is currently unsupported.",
        ),
      });
    await refused(-1);
    await refused(key);
    await engine.work('a');
    const [body, inner] = engine.records
      .filter((r) => r.elementId === 'sub' && r.intent === 'ELEMENT_ACTIVATED')
      .map((r) => r.key);
    await refused(body!);
    await modify({ key, activate: [activate('b', {}, inner), activate('b')] });
    expect(await engine.activate('b', 10, 0)).toHaveLength(3);
  });

  it('lets a scope that an event sub-process has taken over run beside it', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'a')}${flow('a', 'e')}${end('e')}<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="es_s"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('es_s', 'b')}${service('b', 'b')}${flow('b', 'es_e')}${end('es_e')}</bpmn:subProcess>`,
        MESSAGE,
      ),
    );
    const key = await engine.create({ k: '1' });
    await engine.publish('go', '1');
    await modify({ key, activate: [activate('a'), activate('b')] });
    await engine.publish('go', '1');
    await engine.work('a');
    expect(engine.ended(key)).toBe(false);
    await engine.work('b');
    await engine.work('b');
    expect(engine.ended(key)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('activates an event sub-process that interrupts, beside what runs', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'a')}${flow('a', 'e')}${end('e')}<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="es_s"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('es_s', 'b')}${service('b', 'b')}${flow('b', 'es_e')}${end('es_e')}</bpmn:subProcess>`,
        MESSAGE,
      ),
    );
    const pi = await engine.create({ k: '1' });
    await modify({ key: pi, activate: [activate('es')] });
    expect(engine.path()).toContain('es_s COMPLETED');
    await engine.work('a');
    await engine.work('b');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('activates no event sub-process in a scope that a message waiting for it takes over at once', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'a')}${flow('a', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/><bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="es_s"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>${flow('es_s', 'b')}${service('b', 'b')}${flow('b', 'es_e')}${end('es_e')}</bpmn:subProcess></bpmn:subProcess>${flow('sub', 'e')}${end('e')}`,
        MESSAGE,
      ),
    );
    const pi = await engine.create({ k: '1' });
    await engine.publish('go', '1', {}, 60_000);
    await modify({ key: pi, activate: [activate('es')], terminate: [keyOf('a')] });
    await engine.work('b');
    expect(engine.path().filter((step) => step === 'es COMPLETED')).toHaveLength(1);
    expect(engine.ended(pi)).toBe(true);
    // The message, which is kept for a minute.
    expect(await engine.left()).toBe(1);
  });

  it('terminates a sub-process with the last that is active in it, and changes nothing when a part of it is refused', async () => {
    await engine.deploy(nested);
    const pi = await engine.create({ k: '1' });
    await engine.work('a');
    const key = keyOf('b');
    await expect(modify({ key: pi, activate: [activate('a')], terminate: [key, 1] })).rejects.toThrow(
      "with an element instance that could not be found: '1'",
    );
    expect(await engine.activate('a', 1, 0)).toEqual([]);
    await modify({ key: pi, activate: [activate('a')], terminate: [key] });
    expect(engine.path()).toContain('sub TERMINATED');
    expect(engine.path()).not.toContain('sub COMPLETED');
    expect(await engine.activate('a', 1, 0)).toHaveLength(1);
  });

  it('that terminates a compensation handler lets the throw event go on', async () => {
    const compensation = '<bpmn:compensateEventDefinition/>';
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'a')}<bpmn:boundaryEvent id="b" attachedToRef="a">${compensation}</bpmn:boundaryEvent>${service('undo', 'undo').replace('id=', 'isForCompensation="true" id=')}<bpmn:association id="as" sourceRef="b" targetRef="undo"/>${flow('a', 't')}<bpmn:intermediateThrowEvent id="t">${compensation}</bpmn:intermediateThrowEvent>${flow('t', 'e')}${end('e')}`,
      ),
    );
    const key = await engine.create();
    await engine.work('a');
    await modify({ key, terminate: [keyOf('undo')] });
    expect(engine.path()).toContain('t COMPLETED');
    expect(engine.ended(key)).toBe(true);
  });

  it('is refused when it would terminate a called instance', async () => {
    await engine.deploy(
      nested.replace('<bpmn:process id="p"', '<bpmn:process id="child"'),
      bpmn(
        `${start}${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="child"/></bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}${end('e')}`,
      ),
    );
    await engine.create();
    const [job] = await engine.activate('a');
    await expect(modify({ key: job!.processInstanceKey, terminate: [keyOf('a')] })).rejects.toThrow(
      'The instance was created by a call activity in the parent process.',
    );
  });
});
