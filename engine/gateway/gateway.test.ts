import { Camunda8 } from '@camunda8/sdk';
import { testDatabase } from '@congvan/storage/testing';
import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type EngineClient } from '../client.ts';
import { type Engine, type InstanceSummary, startEngine } from '../index.ts';
import { bpmn, flow, service } from '../testing/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let engine: Engine;
let client: EngineClient;
beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0 });
  client = connectEngine({ address: engine.address });
});
afterAll(async () => {
  await client.close();
  await engine.stop();
  await database.drop();
});

describe('the gateway', () => {
  it('runs a process with a worker of the SDK and keeps its history', async () => {
    const model = bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'greet')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    );
    await client.deployResources([{ name: 'p.bpmn', content: model }]);
    const seen: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      client.createWorker({
        type: 'greet',
        handle: async (job) => {
          seen.push(job.variables);
          setTimeout(resolve, 10);
          return { outcome: 'completed', variables: { greeting: 'xin chào' } };
        },
      });
    });
    const { processInstanceKey } = await client.createProcessInstance({
      bpmnProcessId: 'p',
      variables: { name: 'Thanh Hóa' },
    });
    await done;
    expect(seen).toEqual([{ name: 'Thanh Hóa' }]);
    await expect
      .poll(() => engine.monitor.instance(Number(processInstanceKey)))
      .toMatchObject({
        state: 'COMPLETED',
        variables: expect.arrayContaining([
          { scope: Number(processInstanceKey), name: 'greeting', json: '"xin chào"' },
        ]),
        flows: [{ id: 's_a' }, { id: 'a_e' }],
      });
  });

  const status = (call: Promise<unknown>) =>
    call.then(
      () => ({ code: 0, details: '' }),
      ({ code, details }: { code: number; details: string }) => ({ code, details }),
    );
  const [INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, RESOURCE_EXHAUSTED] = [3, 5, 6, 8];

  it('rejects with the status and the words of Zeebe', async () => {
    expect(await status(client.completeJob('2251799813685999', {}))).toEqual({
      code: NOT_FOUND,
      details: expect.stringContaining(
        "Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to complete job with key '2251799813685999', but no such job was found",
      ),
    });
    expect(await status(client.createProcessInstance({ bpmnProcessId: 'không-có' }))).toMatchObject({
      code: NOT_FOUND,
      details: expect.stringContaining("process ID 'không-có', but none found"),
    });
    const message = { name: 'm', correlationKey: 'k', messageId: 'once', timeToLive: 60_000 };
    await client.publishMessage(message);
    expect(await status(client.publishMessage(message))).toMatchObject({ code: ALREADY_EXISTS });
  });

  it('refuses a model that cannot run, with the id of the element', async () => {
    const broken = bpmn('<bpmn:startEvent id="s"/><bpmn:serviceTask id="no_type"/>');
    expect(await status(client.deployResources([{ name: 'broken.bpmn', content: broken }]))).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining('no_type'),
    });
  });

  it('refuses 10 MB before reading them, and goes on', async () => {
    // Without the SDK, which takes RESOURCE_EXHAUSTED for a busy gateway and tries again and again.
    const raw = new Client(engine.address, credentials.createInsecure());
    const refused = await new Promise((resolve) => {
      raw.makeUnaryRequest(
        '/gateway_protocol.Gateway/DeployResource',
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => bytes,
        Buffer.alloc(10_000_000),
        (error) => resolve(error?.code),
      );
    });
    raw.close();
    expect(refused).toBe(RESOURCE_EXHAUSTED);
    expect(await client.topology()).toEqual({ gatewayVersion: '8.8.0', partitionsCount: 1 });
  });

  it('shows where instances stand, and what holds them up', async () => {
    const model = bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'g')}<bpmn:exclusiveGateway id="g"/>${flow('g', 'a', '= missing')}${service('a', 'nobody')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ).replace('id="p"', 'id="stuck"');
    await client.deployResources([{ name: 'stuck.bpmn', content: model }]);
    const created = await client.createProcessInstance({ bpmnProcessId: 'stuck' });
    const key = Number(created.processInstanceKey);
    await expect
      .poll(() => engine.monitor.incidents())
      .toMatchObject([{ type: 'EXTRACT_VALUE_ERROR', elementId: 'g', instanceKey: key }]);
    const [incident] = await engine.monitor.incidents();
    const definitionKey = Number(created.processDefinitionKey);
    expect(await engine.monitor.resource(definitionKey)).toBe(model);
    expect(await engine.monitor.heatMap(definitionKey)).toContainEqual({
      elementId: 'g',
      active: 1,
      incidents: 1,
      completed: 0,
      terminated: 0,
    });
    await client.setVariables({ elementInstanceKey: String(key), variables: { missing: true } });
    await client.resolveIncident(String(incident!.key));
    await expect
      .poll(() => engine.monitor.instance(key))
      .toMatchObject({ state: 'ACTIVE', jobs: [{ elementId: 'a', type: 'nobody', state: 'ACTIVATABLE' }] });
    await client.cancelProcessInstance(String(key));
    await expect
      .poll(() => engine.monitor.instances({ definitionKeys: [definitionKey], state: 'CANCELED' }))
      .toMatchObject([{ key, state: 'CANCELED' }]);
  });

  it('keeps what a client calls its operations, with the instance', async () => {
    const camunda = new Camunda8({
      ZEEBE_GRPC_ADDRESS: `grpc://${engine.address}`,
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      CAMUNDA_LOG_LEVEL: 'none',
    });
    const zeebe = camunda.getZeebeGrpcApiClient();
    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'stuck' });
    await zeebe.cancelProcessInstance(processInstanceKey, 4_294_967_301);
    await zeebe.close();
    await expect
      .poll(() => engine.monitor.instance(Number(processInstanceKey)))
      .toMatchObject({
        state: 'CANCELED',
        operations: [{ operation: 'CANCEL', reference: '4294967301', at: expect.any(Number) }],
      });
  });

  it('forgets history when it is told to', async () => {
    const ended = await engine.monitor.instances({ state: 'COMPLETED' });
    expect(ended.length).toBeGreaterThan(0);
    const [{ definitionKey, endedAt }] = ended as [InstanceSummary];
    const older = ended.filter((one) => one.definitionKey === definitionKey && one.endedAt! < endedAt!);
    expect(await engine.cleanHistory([{ definitionKey, endedBefore: endedAt! }])).toBe(older.length);
    expect(await engine.monitor.instances({ state: 'COMPLETED' })).toHaveLength(ended.length - older.length);
    const all = (await engine.monitor.definitions()).map(({ key }) => ({
      definitionKey: key,
      endedBefore: Date.now() + 1,
    }));
    expect(await engine.cleanHistory(all)).toBeGreaterThan(0);
    expect(await engine.monitor.instances({ state: 'COMPLETED' })).toEqual([]);
  });
});
