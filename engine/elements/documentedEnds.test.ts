// Sentences of Camunda's documentation («Terminate events», «Compensation events», «Compensation handler», «Event
// subprocess», «Multi-instance», «Signal events»), one test each.
import { describe, expect, it } from 'vitest';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const START = '<bpmn:startEvent id="s"/>';
const END = '<bpmn:endEvent id="e"/>';
const TERMINATE = '<bpmn:terminateEventDefinition/>';
const COMPENSATE = '<bpmn:compensateEventDefinition/>';
const SIGNALS = '<bpmn:signal id="G" name="go"/><bpmn:signal id="H" name="stop"/>';
const ext = (inside: string) => `<bpmn:extensionElements>${inside}</bpmn:extensionElements>`;
const loop = (more = '') =>
  `<bpmn:multiInstanceLoopCharacteristics>${ext(`<zeebe:loopCharacteristics inputCollection="=xs" inputElement="x" ${more}/>`)}</bpmn:multiInstanceLoopCharacteristics>`;
const around = (id: string, xml: string) => `${START}${flow('s', id)}${xml}${flow(id, 'e')}${END}`;
const looped = (xml: string, more = '') =>
  xml.replace('</bpmn:serviceTask>', `${loop(more)}</bpmn:serviceTask>`);
const mapped = (more: string) => `<zeebe:ioMapping>${more}</zeebe:ioMapping>`;
const lines = (pattern: RegExp) => engine.path().filter((line) => pattern.test(line));
const signal = (name: string, variables = {}) =>
  engine.do((x) => broadcastSignal(x, name, variables, DEFAULT_TENANT));
/** Two ways: a task, and one that ends at a terminate end event. */
const forked = (prefix: string, kind: string) =>
  `<bpmn:startEvent id="${prefix}s"/>${flow(`${prefix}s`, `${prefix}g`)}<bpmn:parallelGateway id="${prefix}g"/>${flow(`${prefix}g`, `${prefix}a`)}${flow(`${prefix}g`, `${prefix}b`)}${service(`${prefix}a`, 'long')}${service(`${prefix}b`, kind)}${flow(`${prefix}b`, `${prefix}t`)}<bpmn:endEvent id="${prefix}t">${TERMINATE}</bpmn:endEvent>`;

describe('a terminate end event', () => {
  it('ends its iteration of a multi-instance sub-process, and no other', async () => {
    await engine.deploy(
      bpmn(around('p1', `<bpmn:subProcess id="p1">${forked('i', 'short')}${loop()}</bpmn:subProcess>`)),
    );
    const pi = await engine.create({ xs: [1, 2] });
    await engine.work('short');
    expect(lines(/^ia TERMINATED/)).toHaveLength(1);
    expect(await engine.activate('long', 5, 0)).toHaveLength(1);
    await engine.work('short');
    expect(engine.ended(pi)).toBe(true);
    expect(lines(/^p1 COMPLETED/)).toHaveLength(3);
  });

  it('of a called process lets the call activity complete', async () => {
    const call = `<bpmn:callActivity id="c">${ext('<zeebe:calledElement processId="child"/>')}</bpmn:callActivity>`;
    await engine.deploy(bpmn(forked('k', 'short')).replace('id="p"', 'id="child"'), bpmn(around('c', call)));
    const pi = await engine.create();
    await engine.work('short');
    expect(lines(/^(ka|child|c|e|p) (TERMINATED|COMPLETED)/)).toEqual([
      'ka TERMINATED',
      'child COMPLETED',
      'c COMPLETED',
      'e COMPLETED',
      'p COMPLETED',
    ]);
    expect(engine.ended(pi)).toBe(true);
  });

  it('in an event sub-process ends that alone', async () => {
    const sub = `<bpmn:subProcess id="es" triggeredByEvent="true">${forked('v', 'short').replace('<bpmn:startEvent id="vs"/>', '<bpmn:startEvent id="vs" isInterrupting="false"><bpmn:signalEventDefinition signalRef="G"/></bpmn:startEvent>')}</bpmn:subProcess>`;
    await engine.deploy(bpmn(around('a', service('a', 'work')) + sub, SIGNALS));
    const pi = await engine.create();
    await signal('go');
    await engine.work('short');
    expect(lines(/^(va|es|a) (TERMINATED|COMPLETED)/)).toEqual(['va TERMINATED', 'es COMPLETED']);
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
  });
});

describe('compensation', () => {
  const undo = (on: string, handler: string) =>
    `<bpmn:boundaryEvent id="c_${on}" attachedToRef="${on}">${COMPENSATE}</bpmn:boundaryEvent><bpmn:association id="as_${on}" sourceRef="c_${on}" targetRef="undo"/>${handler}`;
  const UNDO = service('undo', 'undo').replace('id=', 'isForCompensation="true" id=');
  const THROW = `<bpmn:intermediateThrowEvent id="t">${COMPENSATE}</bpmn:intermediateThrowEvent>`;

  it('invokes a handler as often as its activity has completed', async () => {
    const again = `<bpmn:exclusiveGateway id="g" default="g_t"/>${flow('a', 'g')}${flow('g', 'a', '=n &lt; 3')}${flow('g', 't')}${THROW}${flow('t', 'e')}`;
    await engine.deploy(
      bpmn(`${START}${flow('s', 'a')}${service('a', 'work')}${again}${undo('a', UNDO)}${END}`),
    );
    const pi = await engine.create();
    for (let n = 1; n <= 3; n++) await engine.work('work', { n });
    for (let n = 1; n <= 3; n++) {
      expect(engine.ended(pi)).toBe(false);
      await engine.work('undo');
    }
    expect(engine.ended(pi)).toBe(true);
  });

  it('in an event sub-process invokes what undoes the activities there and in the scope around it', async () => {
    const inside = `<bpmn:startEvent id="i"><bpmn:signalEventDefinition signalRef="H"/></bpmn:startEvent>${flow('i', 'c')}${service('c', 'work')}${flow('c', 't')}${THROW}${flow('t', 'd')}<bpmn:endEvent id="d"/>`;
    const handlers = [undo('a', UNDO), undo('c', UNDO).replaceAll('undo', 'undo2')] as const;
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'a')}${service('a', 'work')}${flow('a', 'b')}${service('b', 'wait')}${flow('b', 'e')}${handlers[0]}${END}<bpmn:subProcess id="es" triggeredByEvent="true">${inside}${handlers[1]}</bpmn:subProcess>`,
        SIGNALS,
      ),
    );
    const pi = await engine.create();
    await engine.work('work');
    await signal('stop');
    await engine.work('work');
    for (const type of ['undo', 'undo2']) {
      expect(engine.ended(pi)).toBe(false);
      await engine.work(type);
    }
    expect(lines(/^(c_[ac]|undo2?|t|es) COMPLETED/)).toEqual([
      'c_c COMPLETED',
      'c_a COMPLETED',
      'undo COMPLETED',
      'undo2 COMPLETED',
      't COMPLETED',
      'es COMPLETED',
    ]);
    expect(engine.ended(pi)).toBe(true);
  });

  it('invokes no handler of an activity that was terminated', async () => {
    const stop = `<bpmn:boundaryEvent id="b" attachedToRef="a"><bpmn:signalEventDefinition signalRef="H"/></bpmn:boundaryEvent>${flow('b', 't')}${THROW}${flow('t', 'e')}`;
    await engine.deploy(
      bpmn(`${START}${flow('s', 'a')}${service('a', 'work')}${stop}${undo('a', UNDO)}${END}`, SIGNALS),
    );
    const pi = await engine.create();
    await signal('stop');
    expect(engine.ended(pi)).toBe(true);
    expect(lines(/^undo /)).toEqual([]);
  });

  it('invokes a handler that is multi-instance once, which runs for each item', async () => {
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'a')}${looped(service('a', 'work'))}${flow('a', 't')}${THROW}${flow('t', 'e')}${END}${undo('a', looped(UNDO))}`,
      ),
    );
    const pi = await engine.create({ xs: ['one', 'two'] });
    for (let i = 0; i < 2; i++) await engine.work('work');
    const undone = [await engine.work('undo'), await engine.work('undo')];
    expect(undone.map(({ variables }) => JSON.parse(variables).x)).toEqual(['one', 'two']);
    expect(engine.ended(pi)).toBe(true);
  });

  it('of a call activity is done by a call activity', async () => {
    const call = (id: string, to: string, more = '') =>
      `<bpmn:callActivity id="${id}" ${more}>${ext(`<zeebe:calledElement processId="${to}"/>`)}</bpmn:callActivity>`;
    const child = (id: string, type: string) =>
      bpmn(around('k', service('k', type))).replace('id="p"', `id="${id}"`);
    await engine.deploy(
      child('do', 'work'),
      child('back', 'undo'),
      bpmn(
        `${START}${flow('s', 'a')}${call('a', 'do')}${flow('a', 't')}${THROW}${flow('t', 'e')}${END}${undo('a', call('undo', 'back', 'isForCompensation="true"'))}`,
      ),
    );
    const pi = await engine.create();
    await engine.work('work');
    await engine.work('undo');
    expect(engine.ended(pi)).toBe(true);
  });

  it('applies the mappings of its handler', async () => {
    const handler = UNDO.replace(
      '</bpmn:extensionElements>',
      `${mapped('<zeebe:input source="=price" target="amount"/><zeebe:output source="=paid" target="refund"/>')}</bpmn:extensionElements>`,
    );
    await engine.deploy(
      bpmn(
        `${START}${flow('s', 'a')}${service('a', 'work')}${flow('a', 't')}${THROW}${flow('t', 'e')}${END}${undo('a', handler)}`,
      ),
    );
    const pi = await engine.create({ price: 7 });
    await engine.work('work');
    expect(JSON.parse((await engine.work('undo', { paid: 7, other: 1 })).variables)).toMatchObject({
      amount: 7,
    });
    expect(engine.result(pi)).toEqual({ price: 7, refund: 7 });
  });
});

describe('an event sub-process', () => {
  const sub = (id: string, ref: string, interrupting: boolean, more = '') =>
    `<bpmn:subProcess id="${id}" triggeredByEvent="true">${more}<bpmn:startEvent id="${id}s" isInterrupting="${interrupting}"><bpmn:signalEventDefinition signalRef="${ref}"/></bpmn:startEvent>${flow(`${id}s`, `${id}a`)}${service(`${id}a`, id)}${flow(`${id}a`, `${id}e`)}<bpmn:endEvent id="${id}e"/></bpmn:subProcess>`;

  it('that interrupts terminates those that run beside as well', async () => {
    await engine.deploy(
      bpmn(
        around('a', service('a', 'work')) + sub('beside', 'G', false) + sub('instead', 'H', true),
        SIGNALS,
      ),
    );
    const pi = await engine.create();
    for (let i = 0; i < 2; i++) await signal('go');
    await signal('stop');
    expect(lines(/^(a|beside) TERMINATED/).sort()).toEqual([
      'a TERMINATED',
      ...Array(2).fill('beside TERMINATED'),
    ]);
    await engine.work('instead');
    expect(engine.ended(pi)).toBe(true);
  });

  it('keeps its scope from completing while it runs', async () => {
    await engine.deploy(bpmn(around('a', service('a', 'work')) + sub('beside', 'G', false), SIGNALS));
    const pi = await engine.create();
    await signal('go');
    await engine.work('work');
    expect(engine.ended(pi)).toBe(false);
    await engine.work('beside');
    expect(engine.ended(pi)).toBe(true);
  });

  it('sees and changes the variables of its scope, and keeps those of its input mappings', async () => {
    const input = ext(mapped('<zeebe:input source="=1" target="own"/>'));
    await engine.deploy(bpmn(around('a', service('a', 'work')) + sub('beside', 'G', false, input), SIGNALS));
    const pi = await engine.create({ seen: 'before' });
    await signal('go', { came: 2 });
    await engine.work('beside', { seen: 'after', own: 3 });
    await engine.work('work');
    expect(engine.result(pi)).toEqual({ seen: 'after', came: 2 });
  });
});

describe('a multi-instance activity', () => {
  const model = looped(service('a', 'work'), 'outputCollection="results" outputElement="=result"');

  it('of an empty collection brings out an empty one', async () => {
    await engine.deploy(bpmn(around('a', model)));
    expect(engine.result(await engine.create({ xs: [] }))).toEqual({ xs: [], results: [] });
  });

  it('brings out null for an instance that has not set its output', async () => {
    await engine.deploy(bpmn(around('a', model)));
    const pi = await engine.create({ xs: [1, 2] });
    await engine.work('work');
    await engine.work('work', { result: 'two' });
    expect(engine.result(pi)).toEqual({ xs: [1, 2], results: [null, 'two'] });
  });

  it('gives each instance its item and its place, also to its input mappings', async () => {
    const input = service(
      'a',
      'work',
      mapped('<zeebe:input source="=string(loopCounter) + x.name" target="label"/>'),
    );
    await engine.deploy(bpmn(around('a', looped(input))));
    await engine.create({ xs: [{ name: 'a' }, { name: 'b' }] });
    const jobs = await engine.activate('work', 2);
    expect(jobs.map(({ variables }) => JSON.parse(variables).label)).toEqual(['1a', '2b']);
  });

  it('is not affected by a boundary event that does not interrupt, whose way does not see its variables', async () => {
    const beside = `<bpmn:boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><bpmn:signalEventDefinition signalRef="G"/></bpmn:boundaryEvent>${flow('b', 'ba')}${service('ba', 'beside')}`;
    await engine.deploy(bpmn(around('a', model) + beside, SIGNALS));
    const pi = await engine.create({ xs: [1, 2] });
    await signal('go');
    const seen = JSON.parse((await engine.work('beside')).variables);
    expect(seen).toEqual({ xs: [1, 2] });
    for (let i = 0; i < 2; i++) await engine.work('work', { result: i });
    expect(engine.result(pi)).toEqual({ xs: [1, 2], results: [0, 1] });
  });
});

describe('a signal', () => {
  it('starts one instance of each process that begins with it, and reaches every instance that waits', async () => {
    const begin = (id: string) =>
      bpmn(
        `<bpmn:startEvent id="s"><bpmn:signalEventDefinition signalRef="G"/></bpmn:startEvent>${flow('s', 'a')}${service('a', `begun-${id}`)}`,
        SIGNALS,
      ).replace('id="p"', `id="${id}"`);
    const wait = bpmn(
      around(
        'w',
        '<bpmn:intermediateCatchEvent id="w"><bpmn:signalEventDefinition signalRef="G"/></bpmn:intermediateCatchEvent>',
      ),
      SIGNALS,
    );
    await engine.deploy(begin('q'), begin('r'), wait);
    const [one, two] = [await engine.create(), await engine.create()];
    await signal('go', { n: 1 });
    expect([engine.result(one), engine.result(two)]).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await engine.activate('begun-q', 5, 0)).toHaveLength(1);
    expect(await engine.activate('begun-r', 5, 0)).toHaveLength(1);
  });

  it('starts no instance of a version that is not the newest', async () => {
    const model = (type: string) =>
      bpmn(
        `<bpmn:startEvent id="s"><bpmn:signalEventDefinition signalRef="G"/></bpmn:startEvent>${flow('s', 'a')}${service('a', type)}`,
        SIGNALS,
      );
    await engine.deploy(model('old'));
    await engine.deploy(model('new'));
    await signal('go');
    expect(await engine.activate('old', 1, 0)).toHaveLength(0);
    expect(await engine.activate('new', 1, 0)).toHaveLength(1);
  });
});
