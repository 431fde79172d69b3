// Sentences of Camunda's documentation (docs.camunda.io, «Multi-instance», «Compensation events», «Escalation
// events», «Signal events», «Event subprocess», «Call activities», «Ad-hoc sub-processes»), one test each.
import { describe, expect, it } from 'vitest';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { parseProcesses } from '../model/parse.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const GLOBALS =
  '<bpmn:signal id="S" name="alarm"/><bpmn:escalation id="X" name="up" escalationCode="UP"/><bpmn:escalation id="Y" name="on" escalationCode="ON"/>';
const START = '<bpmn:startEvent id="s"/>';
const COMPENSATE = '<bpmn:compensateEventDefinition/>';
const SIGNAL = '<bpmn:signalEventDefinition signalRef="S"/>';
const escalation = (ref?: string) =>
  `<bpmn:escalationEventDefinition${ref ? ` escalationRef="${ref}"` : ''}/>`;
const end = (id: string, event = '') => `<bpmn:endEvent id="${id}">${event}</bpmn:endEvent>`;
const thrown = (id: string, event: string) =>
  `<bpmn:intermediateThrowEvent id="${id}">${event}</bpmn:intermediateThrowEvent>`;
const boundary = (id: string, on: string, event: string, interrupting = true) =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${on}" cancelActivity="${interrupting}">${event}</bpmn:boundaryEvent>${flow(id, `${id}e`)}${end(`${id}e`)}`;
/** What undoes an activity: a task `undo_…`. */
const undo = (id: string) =>
  `<bpmn:boundaryEvent id="b_${id}" attachedToRef="${id}">${COMPENSATE}</bpmn:boundaryEvent>${service(`undo_${id}`, `undo-${id}`).replace('id=', 'isForCompensation="true" id=')}<bpmn:association id="as_${id}" sourceRef="b_${id}" targetRef="undo_${id}"/>`;
const sub = (id: string, inside: string, attributes = '') =>
  `<bpmn:subProcess id="${id}" ${attributes}>${inside}</bpmn:subProcess>`;
const completed = () =>
  engine
    .path()
    .filter((line) => line.endsWith(' COMPLETED'))
    .map((line) => line.split(' ')[0]);
const waiting = async (type: string) => (await engine.activate(type, 10, 0)).length;

describe('a multi-instance activity, as documented,', () => {
  const many = (sequential: boolean, condition: string) =>
    bpmn(
      `${START}${flow('s', 'a')}${service('a', 'work').replace('</bpmn:serviceTask>', `<bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" outputCollection="out" outputElement="=r"/></bpmn:extensionElements><bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${condition}</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>`)}${boundary('b', 'a', SIGNAL)}${flow('a', 'e')}${end('e')}`,
      GLOBALS,
    );

  it.each([
    ['those created so far, one after the other', true, 2],
    ['all of them, side by side', false, 4],
  ])('counts in numberOfInstances %s', async (_what, sequential, works) => {
    await engine.deploy(
      many(sequential, '=numberOfInstances = numberOfCompletedInstances and loopCounter &gt; 1'),
    );
    const pi = await engine.create({ items: [1, 2, 3, 4] });
    for (let i = 0; i < works; i++) {
      expect(engine.ended(pi)).toBe(false);
      await engine.work('work');
    }
    expect(engine.ended(pi)).toBe(true);
  });

  it('takes its own numbers before variables of their name', async () => {
    await engine.deploy(many(false, '=numberOfCompletedInstances = 1'));
    const pi = await engine.create({ items: [1, 2], numberOfCompletedInstances: 7 });
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
  });

  it('that is interrupted brings out no part of its output', async () => {
    await engine.deploy(many(false, '=false'));
    const pi = await engine.create({ items: [1, 2] });
    await engine.work('work', { r: 1 });
    await engine.do((x) => broadcastSignal(x, 'alarm', {}, DEFAULT_TENANT));
    expect(engine.result(pi)).toEqual({ items: [1, 2] });
  });
});

describe('compensation, as documented,', () => {
  it('invokes no handler of an activity that is active', async () => {
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'g')}<bpmn:parallelGateway id="g"/>${flow('g', 'a')}${flow('g', 'b')}${service('a', 'a')}${undo('a')}${flow('a', 't')}${thrown('t', COMPENSATE)}${flow('t', 'e')}${end('e')}${service('b', 'b')}${undo('b')}${flow('b', 'e2')}${end('e2')}`,
      ),
    );
    await engine.create();
    await engine.work('a');
    expect([await waiting('undo-a'), await waiting('undo-b')]).toEqual([1, 0]);
  });

  it('invokes all handlers at once, those in completed sub-processes too', async () => {
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'a')}${service('a', 'a')}${undo('a')}${flow('a', 'sub')}${sub('sub', `<bpmn:startEvent id="ps"/>${flow('ps', 'b')}${service('b', 'b')}${undo('b')}${flow('b', 'pe')}${end('pe')}`)}${flow('sub', 't')}${thrown('t', COMPENSATE)}${flow('t', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    for (const type of ['a', 'b', 'undo-b', 'undo-a']) await engine.work(type);
    expect(engine.ended(pi)).toBe(true);
  });

  it('thrown inside a sub-process invokes no handler outside', async () => {
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'a')}${service('a', 'a')}${undo('a')}${flow('a', 'sub')}${sub('sub', `<bpmn:startEvent id="ps"/>${flow('ps', 't')}${thrown('t', COMPENSATE)}${flow('t', 'pe')}${end('pe')}`)}${flow('sub', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('a');
    expect(engine.ended(pi)).toBe(true);
    expect(await waiting('undo-a')).toBe(0);
  });

  it('thrown in an event sub-process invokes the handlers of the scope around it', async () => {
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'a')}${service('a', 'a')}${undo('a')}${flow('a', 'c')}${service('c', 'c')}${flow('c', 'e')}${end('e')}${sub('es', `<bpmn:startEvent id="es_s">${SIGNAL}</bpmn:startEvent>${flow('es_s', 'es_e')}${end('es_e', COMPENSATE)}`, 'triggeredByEvent="true"')}`,
        GLOBALS,
      ),
    );
    const pi = await engine.create();
    await engine.work('a');
    await engine.do((x) => broadcastSignal(x, 'alarm', {}, DEFAULT_TENANT));
    await engine.work('undo-a');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('the activity that a compensation event names, as documented,', () => {
  const naming = (activity: string, more = '') =>
    bpmn(
      `${START}${flow('s', 'a')}${service('a', 'a')}${undo('a')}${flow('a', 'plain')}${service('plain', 'plain')}${flow('plain', 'sub')}${sub('sub', `<bpmn:startEvent id="is"/>${flow('is', 'i')}${service('i', 'i')}${undo('i')}${flow('i', 'ie')}${end('ie')}`)}${flow('sub', 'th')}${thrown('th', `<bpmn:compensateEventDefinition activityRef="${activity}"/>`)}${flow('th', 'e')}${end('e')}${more}`,
      GLOBALS,
    );
  const refusals = (model: string) => parseProcesses(model).errors.map(({ message }) => message);

  it('has a compensation boundary event or is a sub-process', () => {
    expect(refusals(naming('a'))).toEqual([]);
    expect(refusals(naming('sub'))).toEqual([]);
    expect(refusals(naming('plain'))).toEqual([
      "The referenced compensation activity 'plain' must have either a compensation boundary event or be a subprocess",
    ]);
  });

  it('is in the same scope, from an event sub-process also in the one around it', () => {
    expect(refusals(naming('i'))).toEqual([
      "The referenced compensation activity 'i' must be in the same scope as the compensation throw event",
    ]);
    const inEventSubProcess = (activity: string) =>
      naming(
        'a',
        sub(
          'es',
          `<bpmn:startEvent id="es_s">${SIGNAL}</bpmn:startEvent>${flow('es_s', 'es_e')}${end('es_e', `<bpmn:compensateEventDefinition activityRef="${activity}"/>`)}`,
          'triggeredByEvent="true"',
        ),
      );
    expect(refusals(inEventSubProcess('a'))).toEqual([]);
    expect(refusals(inEventSubProcess('i'))).toHaveLength(1);
  });

  it('is compensated alone', async () => {
    await engine.deploy(naming('sub'));
    await engine.create();
    for (const type of ['a', 'plain', 'i']) await engine.work(type);
    expect([await waiting('undo-a'), await waiting('undo-i')]).toEqual([0, 1]);
  });
});

describe('an escalation, as documented,', () => {
  const inside = (catches: string) =>
    bpmn(
      `${START}${flow('s', 'sub')}${sub('sub', `<bpmn:startEvent id="ps"/>${flow('ps', 't')}${thrown('t', escalation('X'))}${flow('t', 'pe')}${end('pe')}`)}${catches}${flow('sub', 'e')}${end('e')}`,
      GLOBALS,
    );

  it('that nobody catches stops nothing', async () => {
    await engine.deploy(inside(boundary('other', 'sub', escalation('Y'))));
    const pi = await engine.create();
    expect([engine.ended(pi), await engine.incidents()]).toEqual([true, []]);
  });

  it('is caught once, by the event of its code before one that catches all', async () => {
    await engine.deploy(
      inside(boundary('all', 'sub', escalation(), false) + boundary('up', 'sub', escalation('X'), false)),
    );
    await engine.create();
    expect(completed().filter((id) => id === 'alle' || id === 'upe')).toEqual(['upe']);
    expect(completed()).toContain('pe');
  });

  it('that interrupts takes no flow of the event that threw it', async () => {
    await engine.deploy(inside(boundary('up', 'sub', escalation('X'))));
    await engine.create();
    expect(completed()).toContain('upe');
    expect(engine.path()).not.toContain('pe ACTIVATING');
  });
});

describe('a signal, as documented,', () => {
  it('carries the local variables of the event that throws it', async () => {
    const mapped = `<bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=n" target="told"/></zeebe:ioMapping></bpmn:extensionElements>${SIGNAL}`;
    await engine.deploy(
      bpmn(`${START}${flow('s', 't')}${thrown('t', mapped)}${flow('t', 'e')}${end('e')}`, GLOBALS),
      bpmn(
        `<bpmn:startEvent id="s">${SIGNAL}</bpmn:startEvent>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${end('e')}`,
        GLOBALS,
      ).replace('id="p"', 'id="q"'),
    );
    await engine.create({ n: 1, secret: 2 });
    expect((await engine.activate('work'))[0]!.variables).toBe('{"told":1}');
  });
});

describe('a call activity, as documented,', () => {
  const calls = (attributes: string) =>
    bpmn(
      `${START}${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="child" ${attributes}/><zeebe:ioMapping><zeebe:input source="=1" target="own"/></zeebe:ioMapping></bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}${end('e')}`,
    );
  const child = (tag = '') =>
    bpmn(
      `<bpmn:extensionElements><zeebe:versionTag value="${tag}"/></bpmn:extensionElements>${START}${flow('s', 'a')}${service('a', `work${tag}`)}${flow('a', 'e')}${end('e')}`,
    ).replace('id="p"', 'id="child"');

  it('without propagateAllParentVariables copies its local variables only', async () => {
    await engine.deploy(child(), calls('propagateAllParentVariables="false"'));
    await engine.create({ above: 1 });
    expect((await engine.activate('work'))[0]!.variables).toBe('{"own":1}');
  });

  it('without propagateAllChildVariables and output mappings discards what the process brings', async () => {
    await engine.deploy(child(), calls('propagateAllChildVariables="false"'));
    const pi = await engine.create({ above: 1 });
    await engine.work('work', { made: 1 });
    expect(engine.result(pi)).toEqual({ above: 1 });
  });

  it('by version tag calls the latest version that has it', async () => {
    await engine.deploy(calls('bindingType="versionTag" versionTag="-old"'));
    for (const tag of ['-old', '-new']) await engine.deploy(child(tag));
    const pi = await engine.create();
    await engine.work('work-old');
    expect(engine.ended(pi)).toBe(true);
  });
});

describe('an ad hoc sub-process, as documented,', () => {
  it('has at least one activity', async () => {
    const only = `<bpmn:adHocSubProcess id="a">${thrown('t', '')}</bpmn:adHocSubProcess>`;
    await expect(
      engine.deploy(bpmn(`${START}${flow('s', 'a')}${only}${flow('a', 'e')}${end('e')}`)),
    ).rejects.toThrow('Must have at least one activity');
  });
});
