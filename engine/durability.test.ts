import { testDatabase } from '@congvan/storage/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine, type EngineClient } from './client.ts';
import { startEngine } from './index.ts';
import { EngineProcess } from './testing/engineProcess.ts';
import { bpmn, flow, service } from './testing/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let engine: EngineProcess | undefined;
let client: EngineClient | undefined;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await client?.close();
  await engine?.kill();
  await database.drop();
});

const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 't')}<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDuration>PT0.2S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>${flow('t', 'm')}<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent>${flow('m', 'e')}<bpmn:endEvent id="e"/>`,
  '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
);

describe('an engine that is killed', () => {
  it('has lost nothing it acknowledged', async () => {
    engine = await EngineProcess.start(database.url);
    client = connectEngine({ address: engine.address });
    await client.deployResources([{ name: 'p.bpmn', content: model }]);
    const created = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        client!.createProcessInstance({ bpmnProcessId: 'p', variables: { k: `k${i}` } }),
      ),
    );
    await client.close();
    await engine.kill();

    engine = await EngineProcess.start(database.url);
    client = connectEngine({ address: engine.address });
    const worked = new Set<string>();
    client.createWorker({
      type: 'work',
      handle: async (job) => {
        worked.add(job.processInstanceKey);
        return { outcome: 'completed' };
      },
    });
    await expect.poll(() => worked.size, { timeout: 20_000 }).toBe(50);
    expect([...worked].sort()).toEqual(created.map((c) => c.processInstanceKey).sort());
    await Promise.all(
      created.map((_, i) =>
        client!.publishMessage({ name: 'go', correlationKey: `k${i}`, timeToLive: 60_000 }),
      ),
    );
    await client.close();
    await engine.kill();

    const last = await startEngine({ databaseUrl: database.url, port: 0 });
    await expect
      .poll(async () => (await last.monitor.definitions())[0], { timeout: 20_000 })
      .toMatchObject({ active: 0, completed: 50 });
    await last.stop();
  });
});
