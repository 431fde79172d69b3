import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow, service } from '../../testing/index.ts';
import { restRequest } from '../../testing/restRequest.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
const start = async () => {
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
};
beforeAll(async () => {
  database = await testDatabase();
  await start();
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

/** Each test has a process of its own. */
let process = '';
let definitions: string[] = [];
let count = 0;
const model = (id: string, first = 'a') =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', first)}${service(first, '=work')}${flow(first, 'b')}<bpmn:subProcess id="sub"><bpmn:startEvent id="t"/>${flow('t', 'c')}${service('c', '=work')}</bpmn:subProcess>${flow('b', 'sub')}${service('b', '=work')}`,
  ).replace('id="p"', `id="${id}"`);
beforeEach(async () => {
  process = `p${++count}`;
  definitions = [await deploy(model(process)), await deploy(model(`${process}-new`, 'a2'))];
});

type Body = Record<string, string> & { items: Record<string, string>[] };
const request = (method: string, path: string, body?: object) =>
  restRequest<Body>(engine.restAddress!, method, path, body);
async function deploy(content: string): Promise<string> {
  const form = new FormData();
  form.append('resources', new Blob([content]), 'model.bpmn');
  const answer = await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: form });
  const { deployments } = (await answer.json()) as {
    deployments: { processDefinition: { processDefinitionKey: string } }[];
  };
  return deployments[0]!.processDefinition.processDefinitionKey;
}
async function create(variables: object = { work: 'work' }): Promise<string> {
  const { body } = await request('POST', '/process-instances', { processDefinitionId: process, variables });
  return body.processInstanceKey!;
}
async function search(what: string, filter: object): Promise<Record<string, string>[]> {
  const { status, body } = await request('POST', `/${what}/search`, { filter });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.items;
}
/** Begins a batch operation on the instances of the test's process. @returns its key */
async function begin(what: string, more: object = {}, filter: object = {}): Promise<string> {
  const asked = { filter: { processDefinitionId: process, ...filter }, ...more };
  const { status, body } = await request('POST', `/process-instances/${what}`, asked);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.batchOperationKey!;
}
const patiently = { timeout: 30_000, interval: 100 };
const ended = (key: string) =>
  vi.waitFor(async () => {
    const { body } = await request('GET', `/batch-operations/${key}`);
    expect(body.endDate).toEqual(expect.any(String));
    return body;
  }, patiently);
const statesOf = async (keys: string[]) =>
  (await search('process-instances', { processInstanceKey: { $in: keys } })).map(({ state }) => state);

describe('a batch operation', () => {
  it('cancels the instances that run and that its filter leaves', async () => {
    const [one, two] = [await create(), await create()];
    const key = await begin('cancellation', {}, { state: 'COMPLETED', processInstanceKey: { $neq: two } });
    expect(await ended(key)).toEqual({
      batchOperationKey: key,
      state: 'COMPLETED',
      batchOperationType: 'CANCEL_PROCESS_INSTANCE',
      startDate: expect.any(String),
      endDate: expect.any(String),
      operationsTotalCount: 1,
      operationsFailedCount: 0,
      operationsCompletedCount: 1,
      errors: [],
    });
    await vi.waitFor(
      async () => expect(await statesOf([one, two])).toEqual(['TERMINATED', 'ACTIVE']),
      patiently,
    );
    expect(await search('batch-operation-items', { batchOperationKey: key })).toEqual([
      {
        operationType: 'CANCEL_PROCESS_INSTANCE',
        batchOperationKey: key,
        itemKey: one,
        processInstanceKey: one,
        state: 'COMPLETED',
        processedDate: expect.any(String),
      },
    ]);
  });

  it('resolves incidents, and says which it could not', async () => {
    const held = await create({});
    const job = await create();
    const asked = { type: 'work', timeout: 60_000, maxJobsToActivate: 50 };
    const { jobs } = (await request('POST', '/jobs/activation', asked)).body as unknown as {
      jobs: { jobKey: string; processInstanceKey: string }[];
    };
    const mine = jobs.find(({ processInstanceKey }) => processInstanceKey === job)!;
    await request('POST', `/jobs/${mine.jobKey}/failure`, { retries: 0 });
    await request('PUT', `/element-instances/${held}/variables`, { variables: { work: 'work' } });
    const key = await begin('incident-resolution');
    expect(await ended(key)).toMatchObject({
      operationsTotalCount: 2,
      operationsCompletedCount: 1,
      operationsFailedCount: 1,
    });
    const items = await search('batch-operation-items', { batchOperationKey: key, state: 'FAILED' });
    expect(items).toMatchObject([
      { processInstanceKey: job, errorMessage: expect.stringContaining('has no retries left') },
    ]);
    const open = await search('incidents', { state: 'ACTIVE', processInstanceKey: { $in: [held, job] } });
    expect(open.map(({ processInstanceKey }) => processInstanceKey)).toEqual([job]);
  });

  it('migrates', async () => {
    const instance = await create();
    const migrationPlan = {
      targetProcessDefinitionKey: definitions[1],
      mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'a2' }],
    };
    expect(await ended(await begin('migration', { migrationPlan }))).toMatchObject({
      operationsCompletedCount: 1,
    });
    const [found] = await search('process-instances', { processInstanceKey: instance });
    expect(found).toMatchObject({ processDefinitionKey: definitions[1], state: 'ACTIVE' });
  });

  it('moves tokens from one element to another, into a sub-process and within it', async () => {
    const instance = await create();
    const active = async () =>
      (await search('element-instances', { processInstanceKey: instance, state: 'ACTIVE' })).map(
        ({ elementId }) => elementId,
      );
    const move = (sourceElementId: string, targetElementId: string) =>
      begin('modification', { moveInstructions: [{ sourceElementId, targetElementId }] }).then(ended);
    await move('a', 'c');
    expect(await active()).toEqual(['sub', 'c']);
    await move('c', 'b');
    expect(await active()).toEqual(['b']);
    expect(await move('b', 'nowhere')).toMatchObject({ operationsFailedCount: 1 });
    expect(await active()).toEqual(['b']);
  });

  it('is suspended, goes on, also after a restart, and is canceled', async () => {
    const instances = await Promise.all(Array.from({ length: 5 }, () => create()));
    const key = await begin('cancellation');
    // Whether it has already begun or not.
    const suspended = await request('POST', `/batch-operations/${key}/suspension`);
    if (suspended.status === 204) {
      await engine.stop();
      await start();
      const [found] = await search('batch-operations', { batchOperationKey: key });
      expect(found).toMatchObject({ state: 'SUSPENDED' });
      expect(found).not.toHaveProperty('endDate');
      expect((await request('POST', `/batch-operations/${key}/resumption`)).status).toBe(204);
    }
    expect(await ended(key)).toMatchObject({ state: 'COMPLETED', operationsCompletedCount: 5 });
    await vi.waitFor(
      async () => expect(new Set(await statesOf(instances))).toEqual(new Set(['TERMINATED'])),
      patiently,
    );
    for (const what of ['suspension', 'resumption', 'cancellation'])
      expect((await request('POST', `/batch-operations/${key}/${what}`)).status).toBe(409);
  });

  it('is found by type and state', async () => {
    const key = await ended(await begin('cancellation')).then((body) => body.batchOperationKey);
    const filter = { operationType: 'CANCEL_PROCESS_INSTANCE', state: 'COMPLETED' };
    const found = await search('batch-operations', filter);
    expect(found.map(({ batchOperationKey }) => batchOperationKey)).toContain(key);
    expect(await search('batch-operations', { operationType: 'ADD_VARIABLE' })).toEqual([]);
  });

  it('is refused without a filter or a plan, and not found by another key', async () => {
    const cases: [string, object][] = [
      ['cancellation', {}],
      ['cancellation', { filter: { unheardOf: 1 } }],
      ['migration', { filter: {} }],
      ['modification', { filter: {}, moveInstructions: [] }],
    ];
    for (const [what, body] of cases)
      expect((await request('POST', `/process-instances/${what}`, body)).status, what).toBe(400);
    expect((await request('GET', '/batch-operations/2251799813600000')).status).toBe(404);
    expect((await request('POST', '/batch-operations/2251799813600000/suspension')).status).toBe(404);
  });
});
