import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../index.ts';
import type { UserTaskCondition } from '../monitor/search/userTaskSearch.ts';
import { runProgram } from './program.ts';
import { runSdk } from './sdk.ts';
import { runSdkRest } from './sdkRest.ts';
import {
  expected,
  expectedOfResults,
  jobResultModel,
  type Report,
  type Setting,
  type Step,
  stepsOf,
  storyModel,
} from './story.ts';
import { runZeebeNode } from './zeebeNode.ts';

const tools = join(import.meta.dirname, '../../tools');
const python = join(tools, 'pyzeebe/bin/python');
const java = join(tools, 'java-client');
const camunda = join(tools, 'camunda-client');
const jvm = (folder: string, program: string, ...options: string[]) => [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  ...options,
  '-cp',
  `${folder}/jars/*:${folder}/classes`,
  program,
];

type Drive = (setting: Setting, report: Report) => Promise<void>;
const REST = true;
const clients: [string, string, Drive, boolean?][] = [
  ['@camunda8/sdk', 'sdk', runSdk, REST],
  ['zeebe-node', 'zeebe-node', runZeebeNode],
  [
    'pyzeebe',
    'pyzeebe',
    (setting, report) => runProgram(python, [join(import.meta.dirname, 'python/story.py')], setting, report),
  ],
  [
    'the Java client',
    'java',
    (setting, report) => runProgram('java', jvm(java, 'Story'), setting, report),
    REST,
  ],
  ['@camunda8/sdk over REST', 'sdk-rest', runSdkRest, REST],
  [
    'the Camunda client (Java), 8.8, over REST',
    'camunda-rest',
    (setting, report) => runProgram('java', jvm(camunda, 'Story'), setting, report),
    REST,
  ],
];

let database: TestDatabase<unknown>;
let engine: Engine;
const folder = mkdtempSync(join(tmpdir(), 'congvan-clients-'));

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
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

/** The key of the one open user task of a process. */
async function userTaskOf(bpmnProcessId: string): Promise<string> {
  const conditions: UserTaskCondition[] = [
    { field: 'processDefinitionId', operator: '$eq', value: bpmnProcessId },
    { field: 'state', operator: '$eq', value: 'CREATED' },
  ];
  for (let tries = 0; tries < 100; tries += 1) {
    const { rows: tasks } = await engine.monitor.userTasks({
      conditions,
      sort: [],
      limit: 1,
      page: { from: 0 },
    });
    if (tasks[0]) return String(tasks[0].key);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the monitor shows no user task of ${bpmnProcessId}`);
}

it('the clients of other languages are installed (scripts/tools/clients.sh)', () => {
  expect(
    [python, ...[java, camunda].flatMap((folder) => [`${folder}/jars`, `${folder}/classes`])].filter(
      (path) => !existsSync(path),
    ),
  ).toEqual([]);
});

/** Lets a client go its way. @returns what it reported, and what stopped it */
async function told(client: string, model: string, drive: Drive) {
  const reported = new Map<Step, unknown>();
  const modelPath = join(folder, `${client}.bpmn`);
  writeFileSync(modelPath, model);
  const { address, restAddress } = engine;
  const setting = { address, restAddress: restAddress!, client, modelPath, incidentOf, userTaskOf };
  const failure: unknown = await drive(setting, (step, value) => reported.set(step, value)).catch(
    (error: unknown) => error,
  );
  return (step: Step): unknown => {
    if (!reported.has(step) && failure !== undefined) throw failure;
    return reported.get(step);
  };
}

describe.each(clients)('%s', (_name, client, drive, rest = false) => {
  let of: Awaited<ReturnType<typeof told>>;
  beforeAll(async () => {
    of = await told(client, storyModel(client), drive);
  });

  it.each(stepsOf(rest))('goes through the step «%s»', (step) => {
    expect(of(step)).toEqual(expected[step]);
  });
});

const protocols: [string, string, string[]][] = [
  ['gRPC', 'results-grpc', ['-Dgrpc=true']],
  ['REST', 'results-rest', []],
];
describe.each(protocols)('the Camunda client (Java), 8.8, jobs over %s', (_protocol, name, options) => {
  let of: Awaited<ReturnType<typeof told>>;
  beforeAll(async () => {
    of = await told(name, jobResultModel(name), (setting, report) =>
      runProgram('java', jvm(camunda, 'JobResults', ...options), setting, report),
    );
  });

  it.each(Object.keys(expectedOfResults) as (keyof typeof expectedOfResults)[])(
    'says what a job results in: «%s»',
    (step) => {
      expect(of(step)).toEqual(expectedOfResults[step]);
    },
  );
});
