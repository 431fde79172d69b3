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
      'g > t > g',
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
        `${start}${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="p"/></bpmn:extensionElements></bpmn:callActivity>`,
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
      `<bpmn:callActivity id="${id}"><bpmn:extensionElements><zeebe:calledElement processId="p"/></bpmn:extensionElements></bpmn:callActivity>`;
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
