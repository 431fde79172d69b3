import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INVALID_ARGUMENT, TestGateway } from '../testing/gateway.ts';
import { bpmn, flow } from '../testing/index.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

const start = '<bpmn:startEvent id="s"/>';
const gatewayTo = (condition: string) =>
  bpmn(`${start}${flow('s', 'g')}<bpmn:exclusiveGateway id="g"/>${flow('g', 'a', condition)}${flow('g', 'b', '= true')}
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>`);

describe('a model', () => {
  it.each<[string, string, string]>([
    [
      'nests its sub-processes without end',
      bpmn(
        `${start}${'<bpmn:subProcess id="x"><bpmn:startEvent id="y"/>'.repeat(20_000)}${'</bpmn:subProcess>'.repeat(20_000)}`,
      ),
      '200 levels',
    ],
    ['names entities', `<!DOCTYPE a [<!ENTITY b "b">]>${bpmn(start)}`, 'document type'],
    ['is cut off', bpmn(start).slice(0, -30), 'not well-formed'],
    ['is no XML', '\0\u0001\u0002', 'not well-formed'],
    ['has an expression that is nested without end', gatewayTo(`= ${'{a:'.repeat(4_000)}`), 'nested deeper'],
    ['has an expression that is longer than a book', gatewayTo(`= 1${'+1'.repeat(100_000)}`), 'longer than'],
    [
      'runs in a circle without a stop',
      bpmn(
        `${start}${flow('s', 'g')}<bpmn:exclusiveGateway id="g"/>${flow('g', 't')}<bpmn:task id="t"/>${flow('t', 'g')}`,
      ),
      't > g > t',
    ],
    [
      'has expressions that are long, again and again',
      gatewayTo(`= [${'1,'.repeat(8_000)}1] = a`),
      'too many or too long',
    ],
    [
      'has hundreds of processes, each with all of the file',
      bpmn(start).replace(
        '</bpmn:definitions>',
        `${Array.from({ length: 600 }, (_, i) => `<bpmn:process id="p${i}" isExecutable="true">${' '.repeat(100)}<bpmn:startEvent id="s${i}"/></bpmn:process>`).join('')}</bpmn:definitions>`,
      ),
      'each with its file',
    ],
  ])('that %s is refused with the reason', async (_what, model, reason) => {
    expect(await gateway.deploy(model)).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining(reason),
    });
    expect(await gateway.goesOn()).toBe(true);
  });

  it('with thirty thousand faults is refused in an answer that clients take', async () => {
    const { code, details } = await gateway.deploy(bpmn(start + '<bpmn:serviceTask id="t"/>'.repeat(30_000)));
    expect(code).toBe(INVALID_ARGUMENT);
    expect(details.length).toBeLessThanOrEqual(4_000);
  });

  it('that calls itself stops with an incident at the deepest call', async () => {
    await gateway.deploy(
      bpmn(
        `${start}${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="=&quot;p&quot;"/></bpmn:extensionElements></bpmn:callActivity>`,
      ),
    );
    const { message } = await gateway.create();
    await expect
      .poll(async () => (await gateway.engine.incidents()).map(({ message: said }) => said), {
        timeout: 20_000,
      })
      .toEqual([expect.stringContaining('maximum depth of 1000')]);
    expect(await gateway.goesOn()).toBe(true);
    const { processInstanceKey } = message;
    expect(await gateway.call('CancelProcessInstance', { processInstanceKey })).toMatchObject({ code: 0 });
    await expect.poll(() => gateway.engine.left(), { timeout: 20_000 }).toBe(0);
  });

  it('that calls itself twice each time never ends, and holds up nobody', async () => {
    const call = (id: string) =>
      `<bpmn:callActivity id="${id}"><bpmn:extensionElements><zeebe:calledElement processId="=&quot;p&quot;"/></bpmn:extensionElements></bpmn:callActivity>`;
    await gateway.deploy(
      bpmn(
        `${start}${flow('s', 'g')}<bpmn:parallelGateway id="g"/>${flow('g', 'c')}${flow('g', 'd')}${call('c')}${call('d')}`,
      ),
    );
    const { message } = await gateway.create();
    expect(await gateway.goesOn()).toBe(true);
    const { processInstanceKey } = message;
    expect(await gateway.call('CancelProcessInstance', { processInstanceKey })).toMatchObject({ code: 0 });
  });

  it('whose expression counts without end stops with an incident', async () => {
    await gateway.deploy(gatewayTo('= count(for i in 1..100000, j in 1..100000 return i) = 1'));
    await gateway.create();
    await expect
      .poll(async () => (await gateway.engine.incidents()).some(({ message }) => message.includes('steps')), {
        timeout: 20_000,
      })
      .toBe(true);
    expect(await gateway.goesOn()).toBe(true);
  });
});

describe('a model of decisions', () => {
  const deploy = (content: string) =>
    gateway.call('DeployResource', {
      resources: [
        {
          name: 'd.dmn',
          content: Buffer.from(
            `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="d" namespace="n">${content}</definitions>`,
          ),
        },
      ],
    });
  const decision = (id: string, needs?: string, text = '1') =>
    `<decision id="${id}" name="${id}">${needs ? `<informationRequirement><requiredDecision href="#${needs}"/></informationRequirement>` : ''}<literalExpression><text>${text}</text></literalExpression></decision>`;
  const table = (inputs: number, rules: number, cell: (rule: number) => string) =>
    `<decision id="table" name="t"><decisionTable id="x" hitPolicy="COLLECT">${'<input><inputExpression><text>n</text></inputExpression></input>'.repeat(inputs)}<output name="o"/>${Array.from(
      { length: rules },
      (_, i) =>
        `<rule>${`<inputEntry><text>${cell(i)}</text></inputEntry>`.repeat(inputs)}<outputEntry><text>"r${i}"</text></outputEntry></rule>`,
    ).join('')}</decisionTable></decision>`;
  const evaluate = (decisionId: string, variables = {}) =>
    gateway.call('EvaluateDecision', { decisionId, variables: JSON.stringify(variables) });
  const range = (length: number) => Array.from({ length }, (_, i) => i);

  it.each<[string, string, string, object, string]>([
    ['has 10,000 rules', table(1, 10_000, String), 'table', { n: 7 }, '["r7"]'],
    ['has 200 inputs', table(200, 100, String), 'table', { n: 7 }, '["r7"]'],
    [
      'needs another, a thousand times deep',
      range(1_000)
        .map((i) => decision(`d${i}`, i > 0 ? `d${i - 1}` : undefined, i > 0 ? `d${i - 1} + 1` : '1'))
        .join(''),
      'd999',
      {},
      '1000',
    ],
  ])('that %s is taken and evaluated', async (_what, model, id, variables, output) => {
    expect(await deploy(model)).toMatchObject({ code: 0 });
    expect(await evaluate(id, variables)).toMatchObject({ code: 0, message: { decisionOutput: output } });
    expect(await gateway.goesOn()).toBe(true);
  });

  it.each<[string, string, string]>([
    [
      'goes in a circle',
      range(9)
        .map((i) => decision(`d${i}`, `d${(i + 1) % 9}`))
        .join(''),
      'd8 > d0',
    ],
    [
      'has thousands of decisions',
      range(1_201)
        .map((i) => decision(`d${i}`))
        .join(''),
      'more than 1200',
    ],
    ['has rules without end', table(1, 30_000, String), 'too many or too long'],
    [
      'has a list that is longer than a book',
      decision('d', undefined, `[${'1,'.repeat(8_000)}1]`),
      'too many or too long',
    ],
  ])('that %s is refused with the reason', async (_what, model, reason) => {
    expect(await deploy(model)).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining(reason),
    });
    expect(await gateway.goesOn()).toBe(true);
  });

  it('whose types hold themselves, many times over, is read all the same', async () => {
    const parts = range(60).map((i) => `<itemComponent name="a ${i}"><typeRef>t</typeRef></itemComponent>`);
    const types = `<itemDefinition name="t">${parts.join('')}</itemDefinition>`;
    const model = `${types}<decision id="d" name="d"><variable name="d" typeRef="t"/><literalExpression><text>1</text></literalExpression></decision>`;
    expect(await deploy(model)).toMatchObject({ code: 0 });
  });

  it('is one of at most two thousand resources', async () => {
    const resources = range(2_001).map((i) => ({
      name: `${i}.form`,
      content: Buffer.from(`{"id":"f${i}"}`),
    }));
    expect(await gateway.call('DeployResource', { resources })).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining('at most 2000'),
    });
  });
});
