import { describe, expect, it } from 'vitest';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';
import type { ManualClock } from '../testing/manualClock.ts';

let engine: TestEngine;
let clock: ManualClock;
eachTest((started, time) => {
  engine = started;
  clock = time;
});

const HOUR = 3_600_000;
const start = '<bpmn:startEvent id="s"/>';
const end = (id: string, inside = '') => `<bpmn:endEvent id="${id}">${inside}</bpmn:endEvent>`;
const duration = (text: string) =>
  `<bpmn:timerEventDefinition><bpmn:timeDuration>${text}</bpmn:timeDuration></bpmn:timerEventDefinition>`;
const cycle = (text: string) =>
  `<bpmn:timerEventDefinition><bpmn:timeCycle>${text}</bpmn:timeCycle></bpmn:timerEventDefinition>`;
const boundary = (id: string, on: string, event: string, interrupting = true) =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${on}" cancelActivity="${interrupting}">${event}</bpmn:boundaryEvent>`;
const message = (id: string, name: string, key?: string) =>
  `<bpmn:message id="${id}" name="${name}">${key ? `<bpmn:extensionElements><zeebe:subscription correlationKey="${key}"/></bpmn:extensionElements>` : ''}</bpmn:message>`;
const onMessage = (ref: string) => `<bpmn:messageEventDefinition messageRef="${ref}"/>`;

describe('a timer', () => {
  it('holds a catch event until it is due', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 't')}<bpmn:intermediateCatchEvent id="t">${duration('PT1H')}</bpmn:intermediateCatchEvent>${flow('t', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    await clock.advance(HOUR - 1);
    expect(engine.ended(pi)).toBe(false);
    await clock.advance(1);
    expect(engine.ended(pi)).toBe(true);
    expect(engine.records.filter((r) => r.valueType === 'TIMER').map((r) => r.intent)).toEqual([
      'CREATED',
      'TRIGGERED',
    ]);
    expect(await engine.left()).toBe(0);
  });

  it('on a boundary interrupts the task and cancels its job', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'work')}${boundary('b', 'a', duration('PT1H'))}${flow('a', 'e')}${flow('b', 'late')}${end('e')}${end('late')}`,
      ),
    );
    const pi = await engine.create();
    await clock.advance(HOUR);
    expect(engine.path().slice(8)).toEqual([
      'a ACTIVATED',
      'a TERMINATING',
      'a TERMINATED',
      'b ACTIVATING',
      'b ACTIVATED',
      'b COMPLETING',
      'b COMPLETED',
      'b_late TAKEN',
      'late ACTIVATING',
      'late ACTIVATED',
      'late COMPLETING',
      'late COMPLETED',
      'p COMPLETING',
      'p COMPLETED',
    ]);
    expect(engine.records.filter((r) => r.valueType === 'JOB').map((r) => r.intent)).toEqual([
      'CREATED',
      'CANCELED',
    ]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('that repeats beside a task fires as often as it says', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'work')}${boundary('b', 'a', cycle('R3/PT1H'), false)}${flow('a', 'e')}${flow('b', 'r')}${end('e')}${end('r')}`,
      ),
    );
    const pi = await engine.create();
    await clock.advance(10 * HOUR);
    expect(engine.path().filter((line) => line === 'r COMPLETED')).toHaveLength(3);
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('at the start makes an instance each time, of the newest version only', async () => {
    const model = (task: string) =>
      bpmn(
        `<bpmn:startEvent id="s">${cycle('R/PT1H')}</bpmn:startEvent>${flow('s', 'a')}${service('a', task)}${flow('a', 'e')}${end('e')}`,
      );
    await engine.deploy(model('one'));
    await clock.advance(2 * HOUR);
    await engine.deploy(model('two'));
    await clock.advance(3 * HOUR);
    expect(await engine.activate('one', 10, 0)).toHaveLength(2);
    expect(await engine.activate('two', 10, 0)).toHaveLength(3);
  });
});

describe('a message', () => {
  const waiting = bpmn(
    `${start}${flow('s', 'm')}<bpmn:intermediateCatchEvent id="m">${onMessage('M')}</bpmn:intermediateCatchEvent>${flow('m', 'e')}${end('e')}`,
    message('M', 'answer', '=k'),
  );

  it('reaches the instance with its correlation key', async () => {
    await engine.deploy(waiting);
    const [one, two] = [await engine.create({ k: '1' }), await engine.create({ k: '2' })];
    await engine.publish('answer', '2', { text: 'vâng' });
    expect([engine.ended(one), engine.ended(two)]).toEqual([false, true]);
    expect(engine.result(two)).toEqual({ k: '2', text: 'vâng' });
  });

  it('waits for its subscription as long as it lives', async () => {
    await engine.deploy(waiting);
    await engine.publish('answer', '1', {}, HOUR);
    const in_time = await engine.create({ k: '1' });
    expect(engine.ended(in_time)).toBe(true);
    await engine.publish('answer', '2', {}, HOUR);
    await clock.advance(HOUR + 1);
    expect(engine.ended(await engine.create({ k: '2' }))).toBe(false);
  });

  it('is taken once by each process', async () => {
    await engine.deploy(waiting);
    const [one, two] = [await engine.create({ k: '1' }), await engine.create({ k: '1' })];
    await engine.publish('answer', '1');
    expect([engine.ended(one), engine.ended(two)]).toEqual([true, false]);
  });

  it('starts an instance, one at a time for a correlation key', async () => {
    await engine.deploy(
      bpmn(
        `<bpmn:startEvent id="s">${onMessage('M')}</bpmn:startEvent>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${end('e')}`,
        message('M', 'order'),
      ),
    );
    await engine.publish('order', 'k', { n: 1 }, HOUR);
    await engine.publish('order', 'k', { n: 2 }, HOUR);
    const first = await engine.activate('work', 10, 0);
    expect(first.map((job) => JSON.parse(job.variables))).toEqual([{ n: 1 }]);
    const { completeJob } = await import('../commands/jobs.ts');
    await engine.do((x) => completeJob(x, first[0]!.key, {}));
    const second = await engine.activate('work', 10, 0);
    expect(second.map((job) => JSON.parse(job.variables))).toEqual([{ n: 2 }]);
  });

  it('on a boundary that does not interrupt comes again and again', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'work')}${boundary('b', 'a', onMessage('M'), false)}${flow('a', 'e')}${flow('b', 'r')}${end('e')}${end('r')}`,
        message('M', 'ping', '=k'),
      ),
    );
    const pi = await engine.create({ k: '1' });
    await engine.publish('ping', '1', { a: 1 });
    await engine.publish('ping', '1', { a: 2 });
    expect(engine.path().filter((line) => line === 'r COMPLETED')).toHaveLength(2);
    await engine.work('work');
    expect(engine.result(pi)).toEqual({ k: '1', a: 2 });
    expect(await engine.left()).toBe(0);
  });

  it('without a correlation key in the variables is an incident', async () => {
    await engine.deploy(waiting);
    const pi = await engine.create();
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'm' });
    await engine.setVariables(pi, { k: '9' });
    await engine.resolve(incident!.key);
    await engine.publish('answer', '9');
    expect(engine.ended(pi)).toBe(true);
  });
});

describe('a signal', () => {
  it('reaches everybody who waits and starts processes', async () => {
    const signal = '<bpmn:signal id="S" name="alarm"/>';
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'c')}<bpmn:intermediateCatchEvent id="c"><bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateCatchEvent>${flow('c', 'e')}${end('e')}<bpmn:startEvent id="s2"><bpmn:signalEventDefinition signalRef="S"/></bpmn:startEvent>${flow('s2', 'x')}${end('x')}`,
        signal,
      ),
    );
    const [one, two] = [await engine.create(), await engine.create()];
    await engine.do((x) => broadcastSignal(x, 'alarm', { level: 3 }, DEFAULT_TENANT));
    expect([engine.result(one), engine.result(two)]).toEqual([{ level: 3 }, { level: 3 }]);
    expect(engine.path()).toContain('x COMPLETED');
    expect(await engine.left()).toBe(0);
  });
});

describe('an error', () => {
  const error = '<bpmn:error id="E" name="bad" errorCode="BAD"/>';
  const onError = '<bpmn:errorEventDefinition errorRef="E"/>';

  it('thrown by a job goes to the boundary event of its code', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${service('a', 'work')}${boundary('b', 'a', onError)}${flow('a', 'e')}${flow('b', 'x')}${end('e')}${end('x')}`,
        error,
      ),
    );
    const pi = await engine.create();
    await engine.throwError('work', 'BAD');
    expect(engine.path()).toContain('x COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('that nobody catches is an incident of the job', async () => {
    await engine.deploy(bpmn(`${start}${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${end('e')}`));
    await engine.create();
    await engine.throwError('work', 'BAD');
    expect(await engine.incident()).toMatchObject({ type: 'UNHANDLED_ERROR_EVENT', elementId: 'a' });
  });

  it('thrown inside goes through the sub-process to its boundary', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${flow('is', 'f')}<bpmn:parallelGateway id="f"/>${flow('f', 'w')}${service('w', 'work')}${flow('f', 'ie')}${end('ie', onError)}</bpmn:subProcess>${boundary('b', 'sub', onError)}${flow('sub', 'e')}${flow('b', 'x')}${end('e')}${end('x')}`,
        error,
      ),
    );
    const pi = await engine.create();
    expect(engine.path()).toContain('w TERMINATED');
    expect(engine.path()).toContain('sub TERMINATED');
    expect(engine.path()).toContain('x COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('an escalation', () => {
  it('is caught beside the sub-process, which goes on when it does not interrupt', async () => {
    const on = '<bpmn:escalationEventDefinition escalationRef="X"/>';
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${flow('is', 'th')}<bpmn:intermediateThrowEvent id="th">${on}</bpmn:intermediateThrowEvent>${flow('th', 'w')}${service('w', 'work')}${flow('w', 'ie')}${end('ie')}</bpmn:subProcess>${boundary('b', 'sub', on, false)}${flow('sub', 'e')}${flow('b', 'x')}${end('e')}${end('x')}`,
        '<bpmn:escalation id="X" name="up" escalationCode="UP"/>',
      ),
    );
    const pi = await engine.create();
    expect(engine.path()).toContain('x COMPLETED');
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('a terminate end event', () => {
  it('ends everything in its scope, which completes', async () => {
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'f')}<bpmn:parallelGateway id="f"/>${flow('f', 'a')}${flow('f', 'b')}${service('a', 'a')}${service('b', 'b')}${flow('a', 'e')}${end('e')}${flow('b', 't')}${end('t', '<bpmn:terminateEventDefinition/>')}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('b');
    expect(engine.path().slice(-4)).toEqual(['a TERMINATING', 'a TERMINATED', 'p COMPLETING', 'p COMPLETED']);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('a link', () => {
  it('goes on at the catch event of its name', async () => {
    const link = '<bpmn:linkEventDefinition name="L"/>';
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'th')}<bpmn:intermediateThrowEvent id="th">${link}</bpmn:intermediateThrowEvent><bpmn:intermediateCatchEvent id="c">${link}</bpmn:intermediateCatchEvent>${flow('c', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    expect(engine.path()).toContain('c COMPLETED');
    expect(engine.ended(pi)).toBe(true);
  });
});

describe('compensation', () => {
  it('of a multi-instance sub-process undoes what each instance did', async () => {
    const inside = `<bpmn:startEvent id="is"/>${flow('is', 'a')}${service('a', 'work')}<bpmn:boundaryEvent id="b" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>${service('undo', 'undo').replace('<bpmn:serviceTask', '<bpmn:serviceTask isForCompensation="true"')}<bpmn:association id="as" sourceRef="b" targetRef="undo"/>`;
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'sub')}<bpmn:subProcess id="sub">${inside}<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1,2]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:subProcess>${flow('sub', 'th')}<bpmn:intermediateThrowEvent id="th"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>${flow('th', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('work');
    await engine.work('work');
    await engine.work('undo');
    expect(engine.ended(pi)).toBe(false);
    await engine.work('undo');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('runs the handlers of what was completed, last first', async () => {
    const compensable = (id: string) =>
      `${service(id, id)}<bpmn:boundaryEvent id="b${id}" attachedToRef="${id}"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent><bpmn:serviceTask id="undo${id}" isForCompensation="true"><bpmn:extensionElements><zeebe:taskDefinition type="undo${id}"/></bpmn:extensionElements></bpmn:serviceTask><bpmn:association id="as${id}" sourceRef="b${id}" targetRef="undo${id}" associationDirection="One"/>`;
    await engine.deploy(
      bpmn(
        `${start}${flow('s', 'a')}${compensable('a')}${flow('a', 'c')}${compensable('c')}${flow('c', 'th')}<bpmn:intermediateThrowEvent id="th"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>${flow('th', 'e')}${end('e')}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('a');
    await engine.work('c');
    expect(engine.path().filter((line) => line.startsWith('undo') && line.endsWith('ACTIVATED'))).toEqual([
      'undoc ACTIVATED',
      'undoa ACTIVATED',
    ]);
    await engine.work('undoa');
    expect(engine.ended(pi)).toBe(false);
    await engine.work('undoc');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});
