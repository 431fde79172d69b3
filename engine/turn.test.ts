// What takes long does not hold up the rest.
import { afterEach, describe, expect, it } from 'vitest';
import type { Rejection } from './errors.ts';
import { compileExpression } from './expression/compile.ts';
import { evaluateNumber } from './expression/evaluate.ts';
import { MemoryStore } from './state/memoryStore.ts';
import { HASTY } from './testing/hasty.ts';
import { bpmn, flow, service, TestEngine } from './testing/index.ts';
import type { Turns } from './turn.ts';

let engine: TestEngine;
afterEach(() => engine.stop());

async function started(turns?: Turns) {
  engine = new TestEngine(new MemoryStore(), turns && { turns });
  await engine.processor.start();
}

const start = `<bpmn:startEvent id="s"/>`;
const end = (from: string) => `${flow(from, 'e')}<bpmn:endEvent id="e"/>`;
const script = (id: string, expression: string) =>
  `<bpmn:scriptTask id="${id}"><bpmn:extensionElements><zeebe:script expression="=${expression}" resultVariable="r"/></bpmn:extensionElements></bpmn:scriptTask>`;
const named = (id: string, model: string) => model.replace('id="p"', `id="${id}"`);

/** 180,000 steps of evaluation. */
const COUNT = 'count(for i in 1..60000 return i)';
const counting = named('counting', bpmn(`${start}${flow('s', 'a')}${script('a', COUNT)}${end('a')}`));
const running = named(
  'running',
  bpmn(
    `${start}${flow('s', 'a')}${script('a', 'matches(&quot;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!&quot;, &quot;^(a+)+$&quot;)')}${end('a')}`,
  ),
);
const short = bpmn(`${start}${flow('s', 'a')}${service('a', 'work')}${end('a')}`);
const command = () => engine.do((x) => evaluateNumber(compileExpression(`=${COUNT}`), {}, x.now));

describe('others go on', () => {
  it.each([
    ['long expressions', counting],
    ['patterns that run away', running],
  ])(
    'while many instances have %s',
    async (_what, model) => {
      await started();
      await engine.deploy(model, short);
      const id = model === counting ? 'counting' : 'running';
      const long = await Promise.all(Array.from({ length: 10 }, () => engine.create({}, id)));
      const pi = await engine.create();
      await engine.work('work');
      expect(engine.ended(pi)).toBe(true);
      const over = async () =>
        long.filter((key) => engine.ended(key)).length + (await engine.incidents()).length;
      expect(await over()).toBeLessThan(10);
      await expect.poll(over, { timeout: 60_000 }).toBe(10);
      if (model === counting) expect(engine.result(long[0]!)).toEqual({ r: 60_000 });
      else expect((await engine.incident())?.message).toContain('the pattern ran longer than 200 ms');
    },
    90_000,
  );

  it('while many commands take long, which are answered later, or refused when too many wait', async () => {
    await started();
    await engine.deploy(short);
    const answers: string[] = [];
    const long = Array.from({ length: 110 }, () =>
      command().then(
        (count) => answers.push(`counted ${count}`),
        (error: Rejection) => answers.push(error.code),
      ),
    );
    await engine.create();
    expect(answers.filter((answer) => answer.startsWith('counted')).length).toBeLessThan(10);
    await Promise.all(long);
    expect(answers.filter((answer) => answer === 'counted 60000')).toHaveLength(100);
    expect(answers.filter((answer) => answer === 'RESOURCE_EXHAUSTED')).toHaveLength(10);
  }, 90_000);
});

it('a command that waits for its turn is refused when the engine stops', async () => {
  await started();
  const waiting = command();
  const stopping = engine.stop();
  await expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await stopping;
});

describe('a parallel multi-instance activity of more items than are begun at once', () => {
  const many = (inside: string) =>
    bpmn(
      `${start}${flow('s', 'a')}${service('a', 'work').replace(
        '</bpmn:serviceTask>',
        `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="results" outputElement="=item * 2"/></bpmn:extensionElements>${inside}</bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>`,
      )}${end('a')}`,
    )
      .replaceAll('serviceTask', 'task')
      .replace('<zeebe:taskDefinition type="work"/>', '');
  const items = Array.from({ length: 2_500 }, (_, i) => i);

  it('has an instance for each', async () => {
    await started();
    await engine.deploy(many(''));
    const pi = await engine.create({ items });
    await expect.poll(() => engine.ended(pi), { timeout: 60_000 }).toBe(true);
    await expect.poll(() => engine.result(pi)).toMatchObject({ results: items.map((i) => i * 2) });
    expect(await engine.left()).toBe(0);
  }, 90_000);

  it('begins no more of them when its completion condition holds', async () => {
    await started();
    await engine.deploy(
      many(
        '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=numberOfCompletedInstances &gt; 3</bpmn:completionCondition>',
      ),
    );
    const pi = await engine.create({ items });
    await expect.poll(() => engine.ended(pi), { timeout: 60_000 }).toBe(true);
    // Those that had begun, and the body.
    expect(engine.path().filter((step) => step === 'a COMPLETED')).toHaveLength(1_001);
    expect(await engine.left()).toBe(0);
  }, 90_000);
});

it('runs that are cut wherever they can be do what they would have done as a whole', async () => {
  const loop = `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2, 3]" inputElement="n" outputCollection="all" outputElement="=r"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`;
  const model = bpmn(
    `${start}${flow('s', 'a')}${script('a', 'sum(for i in 1..9 return i * i)').replace('</bpmn:scriptTask>', `${loop}</bpmn:scriptTask>`)}${flow('a', 'g')}<bpmn:parallelGateway id="g"/>${flow('g', 'b')}${flow('g', 'c')}${script('b', 'all[1] + 1')}${script('c', 'missing.part + 1')}${flow('b', 'j')}${flow('c', 'j')}<bpmn:parallelGateway id="j"/>${end('j')}`,
  );
  const runs = [];
  for (const turns of [undefined, HASTY]) {
    await started(turns);
    await engine.deploy(model);
    const pi = await engine.create();
    await expect.poll(() => engine.ended(pi)).toBe(true);
    runs.push({ path: engine.path(), result: engine.result(pi), left: await engine.left() });
    await engine.stop();
  }
  expect(runs[0]!.path).toContain('e COMPLETED');
  expect(runs[1]).toEqual(runs[0]);
});
