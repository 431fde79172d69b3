// Sentences of Camunda's documentation (docs.camunda.io, 8.8, «Variables», «Multi-instance»), one test each.
import { describe, expect, it } from 'vitest';
import { completeJob, failJob } from '../commands/jobs.ts';
import { setVariables } from '../commands/setVariables.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const mapping = (kind: 'input' | 'output', source: string, target: string) =>
  `<zeebe:${kind} source="${source}" target="${target}"/>`;
const mapped = (...mappings: string[]) => `<zeebe:ioMapping>${mappings.join('')}</zeebe:ioMapping>`;
const end = (id: string) => `<bpmn:endEvent id="${id}"/>`;
/** A task `b` in a sub-process `sub`. */
const nested = (sub: string, task = '') =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'sub')}<bpmn:subProcess id="sub"><bpmn:extensionElements>${sub}</bpmn:extensionElements><bpmn:startEvent id="is"/>${flow('is', 'b')}${service('b', 'b', task)}${flow('b', 'ie')}${end('ie')}</bpmn:subProcess>${flow('sub', 'after')}${service('after', 'after')}${flow('after', 'e')}${end('e')}`,
  );
const seen = async (type: string, variables = {}) =>
  JSON.parse((await engine.work(type, variables)).variables) as Record<string, unknown>;

describe('a variable, as documented,', () => {
  it('covers the one of its name in a higher scope', async () => {
    await engine.deploy(nested(mapped(mapping('input', '=2', 'c')), mapped(mapping('input', '=3', 'b'))));
    await engine.create({ a: 1, b: 1 });
    expect(await seen('b')).toEqual({ a: 1, b: 3, c: 2 });
    expect(await seen('after')).toEqual({ a: 1, b: 1 });
  });

  it('is propagated until a scope has it, and else created in the root', async () => {
    await engine.deploy(nested(mapped(mapping('input', '=0', 'c'), mapping('output', '=c', 'broughtOut'))));
    const pi = await engine.create({ b: 0 });
    await engine.work('b', { b: 1, c: 2, d: 3 });
    await engine.work('after');
    expect(engine.result(pi)).toEqual({ b: 1, d: 3, broughtOut: 2 });
  });

  it('that is set as local stays in its scope, and goes with it', async () => {
    await engine.deploy(nested(''));
    const pi = await engine.create({ b: 0 });
    const [job] = await engine.activate('b');
    await engine.do((x) =>
      setVariables(x, { key: job!.elementInstanceKey, variables: { b: 1 }, local: true }, () => undefined),
    );
    await engine.do((x) =>
      failJob(x, { key: job!.key, retries: 1, errorMessage: '', retryBackOff: 0, variables: { why: 'x' } }),
    );
    expect(await seen('b')).toEqual({ b: 1, why: 'x' });
    await engine.work('after');
    expect(engine.result(pi)).toEqual({ b: 0 });
  });

  it('of a result is merged only if an output mapping says so, where there is one', async () => {
    await engine.deploy(
      nested(
        '',
        mapped(mapping('output', '=result.status', 'paymentStatus'), mapping('output', '=result.id', 'id')),
      ),
    );
    const pi = await engine.create();
    await engine.work('b', { result: { status: 'Ok', id: 't-789' }, other: 1 });
    await engine.work('after');
    expect(engine.result(pi)).toEqual({ paymentStatus: 'Ok', id: 't-789' });
  });

  it('is mapped in the defined order, by expressions, static values, or to null', async () => {
    const inputs = mapped(
      mapping('input', '=customer', 'sender.name'),
      mapping('input', '=iban', 'sender.iban'),
      mapping('input', 'Peter', 'who'),
      mapping('input', '=sender.name + who', 'both'),
      mapping('input', '=missing.name', 'nothing'),
    );
    await engine.deploy(nested('', inputs));
    await engine.create({ customer: 'John', iban: 'DE456' });
    expect(await seen('b')).toMatchObject({
      sender: { name: 'John', iban: 'DE456' },
      who: 'Peter',
      both: 'JohnPeter',
      nothing: null,
    });
  });

  it('that an instance of a multi-instance activity brings is everybody’s, but for its output element', async () => {
    const loop = `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[5,6]" inputElement="item" outputCollection="results" outputElement="=result.of"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>`;
    const inputs = mapped(mapping('input', '=item * loopCounter', 'product'));
    await engine.deploy(nested('', inputs).replace('</bpmn:serviceTask>', loop));
    const pi = await engine.create();
    const jobs = await engine.activate('b', 2);
    expect(jobs.map((job) => (JSON.parse(job.variables) as { product: number }).product)).toEqual([5, 12]);
    expect(JSON.parse(jobs[0]!.variables)).toMatchObject({ result: null, results: [null, null] });
    for (const { key } of jobs.toReversed())
      await engine.do((x) => completeJob(x, key, { result: { of: key }, last: key }));
    await engine.work('after');
    expect(engine.result(pi)).toEqual({ results: jobs.map(({ key }) => key), last: jobs[0]!.key });
  });
});
