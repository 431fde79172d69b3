// Sentences of Camunda's documentation (docs.camunda.io, «Messages», «Error events» and «Incidents»), one test each.
import { describe, expect, it } from 'vitest';
import { throwJobError } from '../commands/jobs.ts';
import { publishMessage } from '../commands/messages.ts';
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
const START = '<bpmn:startEvent id="s"/>';
const END = '<bpmn:endEvent id="e"/>';
const MESSAGE =
  '<bpmn:message id="M" name="answer"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>';
const ON_MESSAGE = '<bpmn:messageEventDefinition messageRef="M"/>';
const ERRORS =
  '<bpmn:error id="BAD" name="bad" errorCode="BAD"/><bpmn:error id="WORSE" name="worse" errorCode="WORSE"/>';
const onError = (ref?: string) => `<bpmn:errorEventDefinition${ref ? ` errorRef="${ref}"` : ''}/>`;
const boundary = (id: string, on: string, event: string, inside = '') =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${on}">${inside}${event}</bpmn:boundaryEvent>${flow(id, `${id}e`)}<bpmn:endEvent id="${id}e"/>`;
const task = (more = '') => `${START}${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${END}${more}`;

describe('a message, as documented,', () => {
  const waiting = bpmn(
    `${START}${flow('s', 'm')}<bpmn:intermediateCatchEvent id="m">${ON_MESSAGE}</bpmn:intermediateCatchEvent>${flow('m', 'e')}${END}`,
    MESSAGE,
  );
  const starting = bpmn(
    `<bpmn:startEvent id="s">${ON_MESSAGE}</bpmn:startEvent>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${END}`,
    MESSAGE,
  );
  const publish = (messageId: string, timeToLive: number, correlationKey = 'k', name = 'answer') =>
    engine.do((x) =>
      publishMessage(x, {
        name,
        correlationKey,
        timeToLive,
        messageId,
        variables: {},
        tenant: DEFAULT_TENANT,
      }),
    );
  const started = async () => (await engine.activate('work', 10, 0)).length;

  it('goes by the correlation key that was there when the subscription was opened', async () => {
    await engine.deploy(waiting);
    const pi = await engine.create({ k: 'before' });
    await engine.setVariables(pi, { k: 'after' });
    await engine.publish('answer', 'after');
    expect(engine.ended(pi)).toBe(false);
    await engine.publish('answer', 'before');
    expect(engine.ended(pi)).toBe(true);
  });

  it('that was published first is correlated first', async () => {
    await engine.deploy(waiting);
    for (const n of [1, 2]) await engine.publish('answer', 'k', { n }, HOUR);
    const [one, two] = [await engine.create({ k: 'k' }), await engine.create({ k: 'k' })];
    expect([engine.result(one), engine.result(two)]).toEqual([
      { k: 'k', n: 1 },
      { k: 'k', n: 2 },
    ]);
  });

  it('is discarded without a time to live when nobody waits', async () => {
    await engine.deploy(waiting);
    await engine.publish('answer', 'k');
    expect(engine.ended(await engine.create({ k: 'k' }))).toBe(false);
  });

  it('is correlated once across all versions of a process', async () => {
    await engine.deploy(waiting);
    const one = await engine.create({ k: 'k' });
    await engine.deploy(waiting.replace('id="m"', 'id="m" name="another version"'));
    const two = await engine.create({ k: 'k' });
    await engine.publish('answer', 'k', {}, HOUR);
    expect([engine.ended(one), engine.ended(two)]).toEqual([true, false]);
  });

  it('is correlated to every process that waits', async () => {
    await engine.deploy(waiting, waiting.replace('id="p"', 'id="q"'));
    const [one, two] = [await engine.create({ k: 'k' }), await engine.create({ k: 'k' }, 'q')];
    await engine.publish('answer', 'k');
    expect([engine.ended(one), engine.ended(two)]).toEqual([true, true]);
  });

  it('with a key starts no second instance, and is discarded if it is not buffered', async () => {
    await engine.deploy(starting);
    await engine.publish('answer', 'k');
    await engine.publish('answer', 'k');
    await engine.work('work');
    expect(await started()).toBe(0);
    await engine.publish('answer', 'k');
    expect(await started()).toBe(1);
  });

  it('buffered for another start event starts the next instance when the one of its key has ended', async () => {
    const other = '<bpmn:message id="N" name="appeal"/>';
    const event = '<bpmn:startEvent id="n"><bpmn:messageEventDefinition messageRef="N"/></bpmn:startEvent>';
    await engine.deploy(
      starting
        .replace('<bpmn:process', `${other}<bpmn:process`)
        .replace('</bpmn:process>', `${event}${flow('n', 'a')}</bpmn:process>`),
    );
    await engine.publish('answer', 'k');
    await engine.publish('appeal', 'k', { n: 1 }, HOUR);
    await engine.publish('answer', 'k', { n: 2 }, HOUR);
    await engine.work('work');
    expect(JSON.parse((await engine.work('work')).variables)).toMatchObject({ n: 1 });
    expect(JSON.parse((await engine.work('work')).variables)).toMatchObject({ n: 2 });
  });

  it('without a key starts an instance each time', async () => {
    await engine.deploy(starting);
    for (let i = 0; i < 3; i++) await engine.publish('answer', '');
    expect(await started()).toBe(3);
  });

  it('is rejected while one of the same name, key and id is buffered', async () => {
    await publish('id', HOUR);
    await expect(publish('id', 0)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await publish('id', HOUR, 'another key');
    await publish('id', HOUR, 'k', 'another name');
    await publish('another id', HOUR);
    for (let i = 0; i < 2; i++) await publish('', HOUR);
    await clock.advance(HOUR + 1);
    await publish('id', HOUR);
  });

  it('with an id and without a time to live may be published again', async () => {
    await publish('id', 0);
    await publish('id', 0);
  });
});

describe('an error, as documented,', () => {
  it('is caught by the event of its code before one that catches all', async () => {
    await engine.deploy(
      bpmn(task(boundary('all', 'a', onError()) + boundary('bad', 'a', onError('BAD'))), ERRORS),
    );
    await engine.create();
    await engine.throwError('work', 'BAD');
    await engine.create();
    await engine.throwError('work', 'UNKNOWN');
    expect(engine.path().filter((line) => line.endsWith('e COMPLETED'))).toEqual([
      'bade COMPLETED',
      'alle COMPLETED',
    ]);
  });

  it('terminates the task before its catch event is activated', async () => {
    await engine.deploy(bpmn(task(boundary('bad', 'a', onError('BAD'))), ERRORS));
    await engine.create();
    await engine.throwError('work', 'BAD');
    const path = engine.path();
    expect(path.indexOf('a TERMINATED')).toBeGreaterThan(0);
    expect(path.indexOf('a TERMINATED')).toBeLessThan(path.indexOf('bad ACTIVATING'));
  });

  it('thrown in a called process is caught in the calling one', async () => {
    const called = bpmn(task(), ERRORS).replace('id="p"', 'id="child"');
    await engine.deploy(
      called,
      bpmn(
        `${START}${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="child"/></bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}${END}${boundary('bad', 'c', onError('BAD'))}`,
        ERRORS,
      ),
    );
    const pi = await engine.create();
    await engine.throwError('work', 'BAD');
    expect(engine.path()).toContain('bade COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('is caught by an event sub-process of the scope', async () => {
    await engine.deploy(
      bpmn(
        task(
          `<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="es_s">${onError('BAD')}</bpmn:startEvent>${flow('es_s', 'es_e')}<bpmn:endEvent id="es_e"/></bpmn:subProcess>`,
        ),
        ERRORS,
      ),
    );
    const pi = await engine.create();
    await engine.throwError('work', 'BAD');
    expect(engine.path()).toContain('es COMPLETED');
    expect(engine.ended(pi)).toBe(true);
  });

  it.each([
    ['two events of one code', onError('BAD'), onError('BAD')],
    ['two events that catch all', onError(), onError()],
  ])('may not be caught in one scope by %s', async (_what, one, two) => {
    const model = bpmn(task(boundary('x', 'a', one) + boundary('y', 'a', two)), ERRORS);
    await expect(engine.deploy(model)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('that nobody caught gives the job back when its incident is resolved', async () => {
    await engine.deploy(bpmn(task(), ERRORS));
    const pi = await engine.create();
    await engine.throwError('work', 'BAD');
    await engine.resolve((await engine.incident())!.key);
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
  });

  it('of an end event that nobody catches is an incident that cannot be resolved away', async () => {
    await engine.deploy(
      bpmn(`${START}${flow('s', 'e')}<bpmn:endEvent id="e">${onError('BAD')}</bpmn:endEvent>`, ERRORS),
    );
    await engine.create();
    const first = (await engine.incident())!;
    await engine.resolve(first.key);
    expect(await engine.incidents()).toMatchObject([{ type: 'UNHANDLED_ERROR_EVENT', elementId: 'e' }]);
    expect((await engine.incident())!.key).not.toBe(first.key);
  });

  it('brings variables to its catch event, whose output mapping says what becomes of them', async () => {
    const mapping =
      '<bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=reason" target="why"/></zeebe:ioMapping></bpmn:extensionElements>';
    await engine.deploy(bpmn(task(boundary('bad', 'a', onError('BAD'), mapping)), ERRORS));
    const pi = await engine.create();
    const [job] = await engine.activate('work');
    const variables = { reason: 'no seal', other: 1 };
    await engine.do((x) =>
      throwJobError(x, { key: job!.key, errorCode: 'BAD', errorMessage: '', variables }),
    );
    expect(engine.result(pi)).toEqual({ why: 'no seal' });
  });

  it('whose catch event has no output mapping leaves its variables there', async () => {
    await engine.deploy(bpmn(task(boundary('bad', 'a', onError('BAD'))), ERRORS));
    const pi = await engine.create({ before: 1 });
    const [job] = await engine.activate('work');
    await engine.do((x) =>
      throwJobError(x, { key: job!.key, errorCode: 'BAD', errorMessage: '', variables: { code: 7 } }),
    );
    expect(engine.result(pi)).toEqual({ before: 1 });
  });
});

describe('an incident, as documented,', () => {
  const mapped = bpmn(
    `${START}${flow('s', 'a')}${service('a', 'work', '<zeebe:ioMapping><zeebe:input source="=assert(x, x != null)" target="y"/></zeebe:ioMapping>')}${flow('a', 'e')}${END}`,
  );

  it('that is resolved while the problem is still there is followed by a new one', async () => {
    await engine.deploy(mapped);
    await engine.create();
    const first = (await engine.incident())!;
    await engine.resolve(first.key);
    const second = (await engine.incident())!;
    expect(second).toMatchObject({ type: 'IO_MAPPING_ERROR', elementId: 'a' });
    expect(second.key).toBeGreaterThan(first.key);
  });

  it('goes when the variables of its element are put right and it is resolved', async () => {
    await engine.deploy(mapped);
    const pi = await engine.create();
    const { key, el } = (await engine.incident())!;
    await engine.setVariables(el, { x: 1 });
    await engine.resolve(key);
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});
