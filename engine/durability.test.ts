import { type ChildProcess, spawn } from 'node:child_process';
import { testDatabase } from '@congvan/storage/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine, type EngineClient } from './client.ts';
import { EngineRunningError, startEngine } from './index.ts';
import { bpmn, flow, service } from './testing/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let child: ChildProcess | undefined;
let client: EngineClient | undefined;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await client?.close();
  child?.kill('SIGKILL');
  await database.drop();
});

/** The engine as a process of its own. */
async function startProcess(): Promise<string> {
  child = spawn(
    process.execPath,
    ['--import', 'tsx', 'engine/main.ts', '--port', '0', '--database', database.url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    const address = /gateway at (\S+)/.exec(said)?.[1];
    if (address) return address;
  }
  throw new Error('the engine did not start');
}

async function kill(): Promise<void> {
  const gone = new Promise((resolve) => child!.once('exit', resolve));
  child!.kill('SIGKILL');
  await gone;
}

const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 't')}<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDuration>PT0.2S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>${flow('t', 'm')}<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent>${flow('m', 'e')}<bpmn:endEvent id="e"/>`,
  '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
);

describe('an engine that is killed', () => {
  it('has lost nothing it acknowledged', async () => {
    client = connectEngine({ address: await startProcess() });
    await client.deployResources([{ name: 'p.bpmn', content: model }]);
    const created = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        client!.createProcessInstance({ bpmnProcessId: 'p', variables: { k: `k${i}` } }),
      ),
    );
    await client.close();
    await kill();

    client = connectEngine({ address: await startProcess() });
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
    await kill();

    const engine = await startEngine({ databaseUrl: database.url, port: 0 });
    await expect
      .poll(async () => (await engine.monitor.definitions())[0], { timeout: 20_000 })
      .toMatchObject({ active: 0, completed: 50 });
    await engine.stop();
  });

  it('is alone: a second one on the same database is refused', async () => {
    const engine = await startEngine({ databaseUrl: database.url, port: 0 });
    await expect(startEngine({ databaseUrl: database.url, port: 0 })).rejects.toThrow(EngineRunningError);
    await engine.stop();
  });
});
