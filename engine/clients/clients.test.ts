import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../index.ts';
import { runProgram } from './program.ts';
import { runSdk } from './sdk.ts';
import { expected, type Report, type Setting, type Step, steps, storyModel } from './story.ts';
import { runZeebeNode } from './zeebeNode.ts';

const tools = join(import.meta.dirname, '../../tools');
const python = join(tools, 'pyzeebe/bin/python');
const java = join(tools, 'java-client');
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', `${java}/jars/*:${java}/classes`, 'Story'];

type Drive = (setting: Setting, report: Report) => Promise<void>;
const clients: [string, string, Drive][] = [
  ['@camunda8/sdk', 'sdk', runSdk],
  ['zeebe-node', 'zeebe-node', runZeebeNode],
  [
    'pyzeebe',
    'pyzeebe',
    (setting, report) => runProgram(python, [join(import.meta.dirname, 'python/story.py')], setting, report),
  ],
  ['the Java client', 'java', (setting, report) => runProgram('java', JVM, setting, report)],
];

let database: TestDatabase<unknown>;
let engine: Engine;
const folder = mkdtempSync(join(tmpdir(), 'congvan-clients-'));

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0 });
});

afterAll(async () => {
  await engine?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The key of the one incident of an instance, as the monitor shows it to people. */
async function incidentOf(processInstanceKey: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const instance = await engine.monitor.instance(Number(processInstanceKey));
    const [incident] = instance?.incidents ?? [];
    if (incident) return String(incident.key);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the monitor shows no incident of ${processInstanceKey}`);
}

it('the clients of other languages are installed (scripts/tools/clients.sh)', () => {
  expect([python, `${java}/jars`, `${java}/classes`].filter((path) => !existsSync(path))).toEqual([]);
});

describe.each(clients)('%s', (_name, client, drive) => {
  const reported = new Map<Step, unknown>();
  let failure: unknown;

  beforeAll(async () => {
    const modelPath = join(folder, `${client}.bpmn`);
    writeFileSync(modelPath, storyModel(client));
    try {
      await drive({ address: engine.address, client, modelPath, incidentOf }, (step, value) =>
        reported.set(step, value),
      );
    } catch (error) {
      failure = error;
    }
  });

  it.each(steps)('goes through the step «%s»', (step) => {
    if (!reported.has(step) && failure !== undefined) throw failure;
    expect(reported.get(step)).toEqual(expected[step]);
  });
});
