import { testDatabase } from '@congvan/storage/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMonitor } from '../monitor.ts';
import { PostgresStore } from '../state/postgresStore.ts';
import { TestGateway } from '../testing/gateway.ts';
import { bpmn, flow, service } from '../testing/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let gateway: TestGateway;
beforeAll(async () => {
  database = await testDatabase();
  gateway = await TestGateway.start(new PostgresStore(database.url));
});
afterAll(async () => {
  await gateway.stop();
  await database.drop();
});

/** A process of this id: a task of its type, with these mappings. */
const deploy = (id: string, mappings = '') =>
  gateway.deploy(
    bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', id, `<zeebe:ioMapping>${mappings}</zeebe:ioMapping>`)}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ).replace('id="p"', `id="${id}"`),
  );
const input = (source: string, target: string) =>
  `<zeebe:input source="=${source.replaceAll('"', '&quot;')}" target="${target}"/>`;
const create = (bpmnProcessId: string, variables: string) =>
  gateway.call('CreateProcessInstance', { bpmnProcessId, version: -1, variables });

const large = `{"max":9223372036854775807,"min":-9223372036854775808,"unsigned":18446744073709551615,"keys":[9007199254740993,9007199254740992],"deep":{"id":1234567890123456789},"text":"9007199254740993","fraction":0.12345678901234568}`;

describe('integers beyond 2^53', () => {
  it('come to a worker as they were sent, through mappings that only move them', async () => {
    await deploy('moved', input('deep', 'copy') + input('deep.id', 'id') + input('[max, keys[1]]', 'list'));
    await create('moved', large);
    const [job] = await gateway.engine.activate('moved');
    const moved = `{"copy":{"id":1234567890123456789},"id":1234567890123456789,"list":[9223372036854775807,9007199254740993]}`;
    expect(job!.variables).toBe(`${large.slice(0, -1)},${moved.slice(1)}`);
  });

  it('come back in the result, from a worker as from the creator', async () => {
    await deploy('result');
    const request = { bpmnProcessId: 'result', version: -1, variables: large };
    const result = gateway.call('CreateProcessInstanceWithResult', { request });
    const [job] = await gateway.engine.activate('result');
    await gateway.call('CompleteJob', { jobKey: job!.key, variables: '{"sent":9007199254740995}' });
    expect((await result).message.variables).toBe(`${large.slice(0, -1)},"sent":9007199254740995}`);
  });

  it('are compared exactly, told as text, and computed with as doubles', async () => {
    const tests = [
      ['max = max', 'true'],
      ['max = unsigned', 'false'],
      ['max > 9007199254740992', 'true'],
      ['keys[1] > keys[2]', 'true'],
      ['keys[1] = 9007199254740992', 'false'],
      ['max(keys)', '9007199254740993'],
      ['deep.id in [1..2]', 'false'],
      ['string(max)', '"9223372036854775807"'],
      ['"n" + string(deep.id)', '"n1234567890123456789"'],
      ['"n" + max', 'null'],
      ['to json(deep)', '"{\\"id\\":1234567890123456789}"'],
      ['max instance of number', 'true'],
      ['max instance of string', 'false'],
      ['upper case(max)', 'null'],
      ['keys[1] - keys[2]', '0'],
      ['-unsigned < 0', 'true'],
      ['sum(keys) > 0', 'true'],
    ] as const;
    await deploy('computed', tests.map(([source], i) => input(source, `t${i}`)).join(''));
    await create('computed', large);
    const [job] = await gateway.engine.activate('computed');
    const values = Object.fromEntries(
      [...job!.variables.matchAll(/"t(\d+)":("(?:[^"\\]|\\.)*"|[^,}]*)/g)].map(([, i, value]) => [
        tests[Number(i)]![0],
        value,
      ]),
    );
    expect(values).toEqual(Object.fromEntries(tests));
  });

  it('are correlation keys', async () => {
    const message = `<bpmn:message id="M" name="big"><bpmn:extensionElements><zeebe:subscription correlationKey="=deep.id"/></bpmn:extensionElements></bpmn:message>`;
    await gateway.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'm')}<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent>${flow('m', 'e')}<bpmn:endEvent id="e"/>`,
        message,
      ).replace('id="p"', 'id="correlated"'),
    );
    const key = Number((await create('correlated', large)).message.processInstanceKey);
    await gateway.call('PublishMessage', { name: 'big', correlationKey: '1234567890123456789' });
    expect(gateway.engine.ended(key)).toBe(true);
  });

  it('are shown by their digits', async () => {
    await deploy('shown');
    const key = Number((await create('shown', large)).message.processInstanceKey);
    const monitor = openMonitor(database.url);
    await expect.poll(() => monitor.variable(key, key, 'deep')).toBe('{"id":1234567890123456789}');
    const { variables } = (await monitor.instance(key))!;
    expect(variables).toContainEqual({ scope: key, name: 'max', json: '9223372036854775807' });
    await monitor.close();
  });

  it('of any length up to 2^64 stay what they are', async () => {
    await deploy('any');
    const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    await fc.assert(
      fc.asyncProperty(fc.array(integer, { maxLength: 5 }), fc.string(), async (numbers, text) => {
        const variables = `{"n":[${numbers.join(',')}],"s":${JSON.stringify(text)}}`;
        await create('any', variables);
        const [job] = await gateway.engine.activate('any');
        expect(job!.variables).toBe(variables);
      }),
      { numRuns: 50 },
    );
  });
});
