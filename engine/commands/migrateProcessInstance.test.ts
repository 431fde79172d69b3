import { describe, expect, it } from 'vitest';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';
import type { ManualClock } from '../testing/manualClock.ts';
import { broadcastSignal } from './broadcastSignal.ts';
import { type Deployed, deploy } from './deploy.ts';
import { migrateProcessInstance } from './migrateProcessInstance.ts';

let engine: TestEngine;
let clock: ManualClock;
eachTest((started, time) => {
  engine = started;
  clock = time;
});

const HOUR = 3_600_000;
const start = '<bpmn:startEvent id="s"/>';
const end = (id: string) => `<bpmn:endEvent id="${id}"/>`;
const MESSAGES = ['one', 'two']
  .map(
    (name) =>
      `<bpmn:message id="${name}" name="${name}"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>`,
  )
  .join('');
const message = (name: string) => `<bpmn:messageEventDefinition messageRef="${name}"/>`;
const timer = (text: string) =>
  `<bpmn:timerEventDefinition><bpmn:timeDuration>${text}</bpmn:timeDuration></bpmn:timerEventDefinition>`;
const boundary = (id: string, on: string, event: string) =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${on}">${event}</bpmn:boundaryEvent>${flow(id, `${id}e`)}${end(`${id}e`)}`;
const model = (body: string) => bpmn(`${start}${body}`, MESSAGES);
const task = (id: string, more = '') =>
  model(`${flow('s', id)}${service(id, id)}${more}${flow(id, 'e')}${end('e')}`);

/** Deploys the other process under the id `q`. @returns its key */
async function target(xml: string): Promise<number> {
  const content = xml.replace('<bpmn:process id="p"', '<bpmn:process id="q"');
  const deployed: Deployed = await engine.do((x) => deploy(x, [{ name: 'q.bpmn', content }], DEFAULT_TENANT));
  return deployed.resources[0]!.key;
}

const migrate = (key: number, to: number, mappings: Record<string, string>) =>
  engine.do((x) =>
    migrateProcessInstance(x, {
      key,
      target: to,
      mappings: Object.entries(mappings).map(([source, id]) => ({ source, target: id })),
    }),
  );

describe('a migrated instance', () => {
  it('goes on with the other process; its job stays as it is', async () => {
    await engine.deploy(task('a'));
    const pi = await engine.create();
    const to = await target(
      model(
        `${flow('s', 'b')}${service('b', 'b')}${flow('b', 'c')}${service('c', 'c')}${flow('c', 'e')}${end('e')}`,
      ),
    );
    engine.records = [];
    await migrate(pi, to, { a: 'b' });
    expect(engine.records.map((r) => `${r.valueType} ${r.elementId} ${r.intent}`)).toEqual([
      'PROCESS_INSTANCE q ELEMENT_MIGRATED',
      'JOB b MIGRATED',
      'PROCESS_INSTANCE b ELEMENT_MIGRATED',
      'PROCESS_INSTANCE_MIGRATION q MIGRATED',
    ]);
    expect(await engine.work('a')).toMatchObject({ bpmnProcessId: 'q', elementId: 'b' });
    await engine.work('c');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('takes its incident along, which is resolved as the other process says', async () => {
    const gateway = (condition: string) =>
      model(`${flow('s', 'g')}<bpmn:exclusiveGateway id="g"/>${flow('g', 'e', condition)}${end('e')}`);
    await engine.deploy(gateway('=text'));
    const pi = await engine.create({ text: 'x', yes: true });
    const to = await target(
      gateway('=yes').replaceAll('"g"', '"h"').replaceAll('"g_e"', '"h_e"').replace('"s_g"', '"s_h"'),
    );
    await migrate(pi, to, { g: 'h' });
    expect(await engine.incident()).toMatchObject({ elementId: 'h', definition: to });
    await engine.resolve((await engine.incident())!.key);
    expect(engine.ended(pi)).toBe(true);
  });

  it('keeps the timer of a boundary event that is mapped', async () => {
    await engine.deploy(task('a', boundary('late', 'a', timer('PT10H'))));
    const pi = await engine.create();
    await clock.advance(9 * HOUR);
    await migrate(pi, await target(task('a', boundary('later', 'a', timer('PT99H')))), {
      a: 'a',
      late: 'later',
    });
    await clock.advance(HOUR);
    expect(engine.path()).toContain('later COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('opens the catch events that are not mapped anew, and closes those it had', async () => {
    await engine.deploy(task('a', boundary('late', 'a', timer('PT10H'))));
    const pi = await engine.create({ k: '1' });
    await clock.advance(9 * HOUR);
    const to = await target(
      task('a', boundary('late', 'a', timer('PT10H')) + boundary('m', 'a', message('one'))),
    );
    await migrate(pi, to, { a: 'a' });
    await clock.advance(9 * HOUR);
    expect(engine.ended(pi)).toBe(false);
    await engine.publish('one', '1');
    expect(engine.path()).toContain('m COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('waits for the event sub-processes of the other process', async () => {
    const inside = (name: string) =>
      `<bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="ess">${message(name)}</bpmn:startEvent>${flow('ess', 'ese')}${end('ese')}</bpmn:subProcess>`;
    await engine.deploy(task('a', inside('one')));
    const pi = await engine.create({ k: '1' });
    await migrate(pi, await target(task('a', inside('two'))), { a: 'a' });
    await engine.publish('one', '1');
    expect(engine.ended(pi)).toBe(false);
    await engine.publish('two', '1');
    expect(engine.ended(pi)).toBe(true);
  });

  it('waits on at an event-based gateway', async () => {
    const choice = (id: string, caught: string) =>
      model(
        `${flow('s', id)}<bpmn:eventBasedGateway id="${id}"/>${flow(id, 't')}${flow(id, caught)}<bpmn:intermediateCatchEvent id="t">${timer('PT1H')}</bpmn:intermediateCatchEvent><bpmn:intermediateCatchEvent id="${caught}">${message('one')}</bpmn:intermediateCatchEvent>${flow('t', 'e')}${flow(caught, 'e')}${end('e')}`,
      );
    await engine.deploy(choice('g', 'c'));
    const pi = await engine.create({ k: '1' });
    await migrate(pi, await target(choice('h', 'd')), { g: 'h', c: 'd', t: 't' });
    await engine.publish('one', '1');
    expect(engine.path()).toContain('d COMPLETED');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('goes on waiting for a signal inside a sub-process', async () => {
    const inside = (sub: string, caught: string) =>
      bpmn(
        `${start}${flow('s', sub)}<bpmn:subProcess id="${sub}"><bpmn:startEvent id="is"/>${flow('is', caught)}<bpmn:intermediateCatchEvent id="${caught}"><bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateCatchEvent>${flow(caught, 'ie')}${end('ie')}</bpmn:subProcess>${flow(sub, 'e')}${end('e')}`,
        '<bpmn:signal id="S" name="alarm"/>',
      );
    await engine.deploy(inside('sub', 'c'));
    const pi = await engine.create();
    await migrate(pi, await target(inside('sub2', 'd')), { sub: 'sub2', c: 'd' });
    await engine.do((x) => broadcastSignal(x, 'alarm', {}, DEFAULT_TENANT));
    expect(engine.path()).toContain('d COMPLETED');
    expect(engine.path()).toContain('sub2 COMPLETED');
    expect(engine.ended(pi)).toBe(true);
  });

  const joining = (join: string, branches: string[], type = 'parallelGateway') =>
    model(
      `${flow('s', 'f')}<bpmn:parallelGateway id="f"/>${branches.map((id) => `${flow('f', id)}${service(id, id)}${flow(id, join)}`).join('')}<bpmn:${type} id="${join}"/>${flow(join, 'e')}${end('e')}`,
    );

  it.each(['parallelGateway', 'inclusiveGateway'])('joins tokens that waited at a %s', async (type) => {
    await engine.deploy(joining('j', ['a', 'b'], type));
    const pi = await engine.create();
    await engine.work('a');
    const to = await target(
      joining('k', ['a', 'b'], type).replace(
        '</bpmn:process>',
        `${service('c', 'c')}${flow('c', 'k')}</bpmn:process>`,
      ),
    );
    await migrate(pi, to, { b: 'b', j: 'k', a_j: 'a_k' });
    await engine.work('b');
    // A parallel gateway now waits for a third token, which nobody brings.
    expect(engine.ended(pi)).toBe(type === 'inclusiveGateway');
  });

  it('is refused when a token waits at a gateway that the plan does not carry over', async () => {
    await engine.deploy(joining('j', ['a', 'b', 'c']));
    const pi = await engine.create();
    await engine.work('a');
    const same = await target(joining('j', ['a', 'b', 'c']));
    await expect(migrate(pi, same, { b: 'b', c: 'c' })).rejects.toThrow(
      "no mapping instruction defined for active element with id 'j'",
    );
    const fewer = await target(joining('k', ['a', 'b']));
    await expect(migrate(pi, fewer, { b: 'b', c: 'b', j: 'k' })).rejects.toThrow(
      "target gateway with id 'k' has less incoming sequence flows than the source gateway with id 'j'",
    );
    const renamed = await target(joining('k', ['x', 'b', 'c']));
    await expect(migrate(pi, renamed, { b: 'b', c: 'c', j: 'k' })).rejects.toThrow(
      "Taken sequence flow with id 'a_j' must connect to the mapped target gateway with id 'k'",
    );
    const other = await target(joining('k', ['a', 'b', 'c'], 'inclusiveGateway'));
    await expect(migrate(pi, other, { b: 'b', c: 'c', j: 'k' })).rejects.toThrow('different type');
    const [, inside] = /<bpmn:process[^>]*>(.*)<\/bpmn:process>/s.exec(joining('k', ['a', 'b', 'c']))!;
    const nested = await target(
      model(
        `${flow('s', 'b')}${service('b', 'b')}${flow('b', 'c')}${service('c', 'c')}${flow('c', 'sub')}<bpmn:subProcess id="sub">${inside!.replaceAll(/(id|Ref)="(?!j|k|a_)(\w+)"/g, '$1="in_$2"')}</bpmn:subProcess>`,
      ),
    );
    await expect(migrate(pi, nested, { b: 'b', c: 'c', j: 'k', a_j: 'a_k' })).rejects.toThrow(
      "the flow scope of active element with id 'j' is changed",
    );
  });

  it('keeps its instances of a multi-instance activity, with what they have brought', async () => {
    const many = (id: string, sequential: boolean) =>
      model(
        `${flow('s', id)}<bpmn:serviceTask id="${id}"><bpmn:extensionElements><zeebe:taskDefinition type="work"/></bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1,2]" outputCollection="out" outputElement="=r"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>${flow(id, 'e')}${end('e')}`,
      );
    await engine.deploy(many('m', false));
    const pi = await engine.create();
    await engine.work('work', { r: 1 });
    await expect(migrate(pi, await target(many('n', true)), { m: 'n' })).rejects.toThrow(
      "active element with id 'm' has a different loop characteristics than the target element with id 'n'",
    );
    await migrate(pi, await target(many('n', false)), { m: 'n' });
    await engine.work('work', { r: 2 });
    expect(engine.result(pi)).toMatchObject({ out: [1, 2] });
    expect(await engine.left()).toBe(0);
  });

  it('goes on in an ad hoc sub-process, which is mapped with its inner instances', async () => {
    const adHoc = (id: string, inner: string) =>
      model(
        `${flow('s', id)}<bpmn:adHocSubProcess id="${id}"><bpmn:extensionElements><zeebe:adHoc activeElementsCollection="=names"/></bpmn:extensionElements>${service(inner, 'work')}</bpmn:adHocSubProcess>${flow(id, 'e')}${end('e')}`,
      );
    await engine.deploy(adHoc('ah', 'x'));
    const pi = await engine.create({ names: ['x'] });
    await migrate(pi, await target(adHoc('bh', 'y')), { ah: 'bh', x: 'y' });
    expect(JSON.parse((await engine.work('work')).variables)).toMatchObject({
      adHocSubProcessElements: [{ elementId: 'y' }],
    });
    expect(engine.path()).toContain('bh#innerInstance COMPLETED');
    expect(engine.ended(pi)).toBe(true);
  });

  it('compensates what was completed before, when the compensation boundary event is mapped', async () => {
    const compensable = (a: string, b: string, undo: string) =>
      model(
        `${flow('s', a)}${service(a, 'work')}<bpmn:boundaryEvent id="${b}" attachedToRef="${a}"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>${service(undo, undo).replace('<bpmn:serviceTask', '<bpmn:serviceTask isForCompensation="true"')}<bpmn:association id="as" sourceRef="${b}" targetRef="${undo}"/>${flow(a, 'w')}${service('w', 'wait')}${flow('w', 'th')}<bpmn:intermediateThrowEvent id="th"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>${flow('th', 'e')}${end('e')}`,
      );
    await engine.deploy(compensable('a', 'b', 'undo'));
    const to = await target(compensable('c', 'd', 'undo2'));
    const mapped = await engine.create();
    await engine.work('work');
    await migrate(mapped, to, { w: 'w', b: 'd' });
    await engine.work('wait');
    await engine.work('undo2');
    expect(engine.ended(mapped)).toBe(true);
    const forgotten = await engine.create();
    await engine.work('work');
    await migrate(forgotten, to, { w: 'w' });
    await engine.work('wait');
    expect(engine.ended(forgotten)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});

describe('a migration is refused', () => {
  it('when the plan names elements that are not there, or one twice', async () => {
    await engine.deploy(task('a'));
    const pi = await engine.create();
    const to = await target(task('a'));
    await expect(migrate(pi, to, { x: 'a' })).rejects.toThrow("non-existing source element id 'x'");
    await expect(migrate(pi, to, { a: 'x' })).rejects.toThrow("non-existing target element id 'x'");
    const twice = [
      { source: 'a', target: 'a' },
      { source: 'a', target: 'e' },
    ];
    await expect(
      engine.do((x) => migrateProcessInstance(x, { key: pi, target: to, mappings: twice })),
    ).rejects.toThrow("duplicate source element ids '[a]'");
    await expect(migrate(1, to, { a: 'a' })).rejects.toThrow("no process instance found with key '1'");
    await expect(migrate(pi, 1, { a: 'a' })).rejects.toThrow("no process definition found with key '1'");
  });

  it('when an active element is not mapped, or changes its type, implementation or scope', async () => {
    await engine.deploy(task('a'));
    const pi = await engine.create();
    await expect(migrate(pi, await target(task('a')), {})).rejects.toThrow(
      "no mapping instruction defined for active element with id 'a'",
    );
    const user = await target(model(`${flow('s', 'u')}<bpmn:userTask id="u"/>${flow('u', 'e')}${end('e')}`));
    await expect(migrate(pi, user, { a: 'u' })).rejects.toThrow(
      "active element with id 'a' and type 'SERVICE_TASK' is mapped to an element with id 'u' and different type 'USER_TASK'",
    );
    const nested = await target(
      model(
        `${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:startEvent id="is"/>${flow('is', 'a')}${service('a', 'a')}</bpmn:subProcess>${flow('sub', 'e')}${end('e')}`,
      ),
    );
    await expect(migrate(pi, nested, { a: 'a' })).rejects.toThrow(
      "The flow scope of the active element is expected to be 'q' but was 'sub'",
    );
    expect(await engine.work('a')).toMatchObject({ bpmnProcessId: 'p' });
  });

  it('when a catch event is taken away from its element, mapped twice or changes its type', async () => {
    await engine.deploy(
      task(
        'a',
        ['t', 'u'].map((id) => boundary(id, 'a', timer('PT1H'))).join('') +
          boundary('m', 'a', message('one')),
      ),
    );
    const pi = await engine.create({ k: '1' });
    const to = await target(
      model(
        `${flow('s', 'a')}${service('a', 'a')}${boundary('t', 'a', timer('PT1H'))}${flow('a', 'b')}${service('b', 'b')}${boundary('m', 'b', message('one'))}${flow('b', 'e')}${end('e')}`,
      ),
    );
    const refused = (mappings: Record<string, string>) =>
      expect(migrate(pi, to, { a: 'a', ...mappings })).rejects;
    await refused({ m: 'm' }).toThrow(
      "active element with id 'a' is mapped to an element with id 'a' and has a catch event with id 'm' that is mapped to a catch event with id 'm'. These mappings detach the catch event from the element in the target process. Catch events must stay attached to the same element instance.",
    );
    await refused({ m: 't' }).toThrow(
      "active element with id 'a' has a catch event with id 'm' that is mapped to a catch event with id 't'. These catch events have different event types: 'MESSAGE' and 'TIMER'.",
    );
    await refused({ t: 't', u: 't' }).toThrow(
      "active element with id 'a' has a catch event attached that is mapped to a catch event with id 't'. There are multiple mapping instructions that target this catch event: 't', 'u'.",
    );
  });

  it('when the element would wait anew for a message that it waits for already', async () => {
    await engine.deploy(task('a', boundary('m', 'a', message('one'))));
    const pi = await engine.create({ k: '1' });
    const to = await target(task('a', boundary('n', 'a', message('one'))));
    await expect(migrate(pi, to, { a: 'a' })).rejects.toThrow(
      "Please provide a mapping instruction to message catch event with id 'n'",
    );
    await migrate(pi, to, { a: 'a', m: 'n' });
    await engine.publish('one', '1');
    expect(engine.ended(pi)).toBe(true);
  });

  it('when what the element would wait for cannot be told', async () => {
    await engine.deploy(task('a'));
    const pi = await engine.create();
    await expect(
      migrate(pi, await target(task('a', boundary('m', 'a', message('one')))), { a: 'a' }),
    ).rejects.toThrow(
      "with id 'a' is mapped to element with id 'a' that must be subscribed to a catch event. Failed to extract the correlation key",
    );
    await engine.work('a');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });
});
