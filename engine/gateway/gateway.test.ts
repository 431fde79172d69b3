import { testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type EngineClient } from '../client.ts';
import { type Engine, startEngine } from '../index.ts';
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
          { scope: Number(processInstanceKey), name: 'greeting', value: 'xin chào' },
        ]),
        flows: [{ id: 's_a' }, { id: 'a_e' }],
      });
  });
});
