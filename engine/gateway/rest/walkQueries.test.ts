import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow, service } from '../../testing/index.ts';
import { restRequest } from '../../testing/restRequest.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
let [outer, inner, held, done] = ['', '', '', ''];
let definition = '';

const message =
  '<bpmn:message id="m" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>';
const process = (id: string, name: string, inside: string) =>
  bpmn(inside, message).replace('id="p"', `id="${id}" name="${name}"`);
const called = process(
  'inner',
  'Bên trong',
  `<bpmn:startEvent id="s"><bpmn:extensionElements><zeebe:formDefinition formId="order"/></bpmn:extensionElements></bpmn:startEvent>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'w')}<bpmn:intermediateCatchEvent id="w"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>${flow('w', 'e')}<bpmn:endEvent id="e"/>`,
);
const calling = process(
  'outer',
  '',
  `<bpmn:startEvent id="s"/>${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="inner"/></bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}<bpmn:endEvent id="e"/>`,
);
const form = (title: string) => JSON.stringify({ id: 'order', type: 'default', components: [], title });

type Body = Record<string, never> & { items: Record<string, unknown>[] };
const request = (method: string, path: string, body?: object) =>
  restRequest<Body>(engine.restAddress!, method, path, body);
async function deploy(files: Record<string, string>): Promise<Body> {
  const data = new FormData();
  for (const [name, content] of Object.entries(files)) data.append('resources', new Blob([content]), name);
  const answer = await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: data });
  return (await answer.json()) as Body;
}
async function create(id: string): Promise<string> {
  const asked = { processDefinitionId: id, variables: { order: 'o-1' } };
  return String((await request('POST', '/process-instances', asked)).body.processInstanceKey);
}
async function job(instance: string, what: string, body: object): Promise<void> {
  const asked = { type: 'work', timeout: 1_000, maxJobsToActivate: 10 };
  const { jobs } = (await request('POST', '/jobs/activation', asked)).body as unknown as {
    jobs: { jobKey: string; processInstanceKey: string }[];
  };
  const mine = jobs.find(({ processInstanceKey }) => processInstanceKey === instance)!;
  await request('POST', `/jobs/${mine.jobKey}/${what}`, body);
}
const found = async (path: string, filter: object) => (await request('POST', path, { filter })).body.items;

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  await deploy({ 'order.form': form('cũ') });
  const deployed = await deploy({ 'inner.bpmn': called, 'outer.bpmn': calling, 'order.form': form('mới') });
  const { deployments } = deployed as unknown as {
    deployments: { processDefinition: { processDefinitionKey: string } }[];
  };
  definition = deployments[0]!.processDefinition.processDefinitionKey;
  done = await create('inner');
  await job(done, 'completion', {});
  await request('POST', '/messages/publication', { name: 'paid', correlationKey: 'o-1', timeToLive: 0 });
  held = await create('inner');
  await job(held, 'failure', { retries: 0 });
  outer = await create('outer');
  // The read side follows the writer.
  await vi.waitFor(
    async () => {
      const [child] = await found('/process-instances/search', { parentProcessInstanceKey: outer });
      expect(child).toBeDefined();
      inner = String(child!.processInstanceKey);
    },
    { timeout: 30_000 },
  );
  await job(inner, 'completion', {});
  await vi.waitFor(async () => expect(await found('/message-subscriptions/search', {})).toHaveLength(1), {
    timeout: 30_000,
  });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const counts = (elementId: string, more: object = {}) => ({
  elementId,
  active: 0,
  canceled: 0,
  incidents: 0,
  completed: 0,
  ...more,
});

describe('statistics of elements', () => {
  it('count those of one instance', async () => {
    const { body } = await request('GET', `/process-instances/${held}/statistics/element-instances`);
    expect(body.items).toEqual([counts('s', { completed: 1 }), counts('a', { active: 1, incidents: 1 })]);
  });

  it('count those of all instances of a definition, as the heat map does', async () => {
    const { body } = await request('POST', `/process-definitions/${definition}/statistics/element-instances`);
    const items = body.items.filter(({ elementId }) => ['a', 'w', 'e'].includes(String(elementId)));
    expect(items).toEqual([
      counts('a', { active: 1, incidents: 1, completed: 1 }),
      counts('w', { active: 1, completed: 1 }),
      counts('e', { completed: 1 }),
    ]);
  });

  it('count those of the instances that a filter leaves', async () => {
    const path = `/process-definitions/${definition}/statistics/element-instances`;
    expect(await found(path, { hasIncident: true })).toEqual([
      counts('s', { completed: 1 }),
      counts('a', { active: 1, incidents: 1 }),
    ]);
    expect(await found(path, { state: 'TERMINATED' })).toEqual([]);
  });

  it('are refused for what is not there', async () => {
    expect((await request('GET', '/process-instances/1/statistics/element-instances')).status).toBe(404);
    expect((await request('POST', '/process-definitions/1/statistics/element-instances')).status).toBe(404);
    const unknown = await request('POST', `/process-definitions/${definition}/statistics/element-instances`, {
      filter: { processDefinitionId: 'inner' },
    });
    expect(unknown.status).toBe(400);
  });
});

describe('the way of an instance', () => {
  it('names the sequence flows that it has taken', async () => {
    const { body } = await request('GET', `/process-instances/${done}/sequence-flows`);
    expect(body.items.map(({ elementId }) => elementId)).toEqual(['s_a', 'a_w', 'w_e']);
    expect(body.items[0]).toEqual({
      sequenceFlowId: `${done}_s_a`,
      processInstanceKey: done,
      processDefinitionKey: definition,
      processDefinitionId: 'inner',
      elementId: 's_a',
      tenantId: '<default>',
    });
    expect((await request('GET', '/process-instances/1/sequence-flows')).status).toBe(404);
  });

  it('names the instances that called it, outermost first', async () => {
    const { body } = await request('GET', `/process-instances/${inner}/call-hierarchy`);
    expect(body).toEqual([
      {
        processInstanceKey: outer,
        processDefinitionKey: expect.any(String),
        processDefinitionName: 'outer',
      },
      { processInstanceKey: inner, processDefinitionKey: definition, processDefinitionName: 'Bên trong' },
    ]);
    expect((await request('GET', '/process-instances/1/call-hierarchy')).status).toBe(404);
  });

  it('shows what it waits for', async () => {
    const [subscription] = await found('/message-subscriptions/search', {
      messageName: { $like: 'pa*' },
      correlationKey: 'o-1',
      processDefinitionId: 'inner',
    });
    expect(subscription).toEqual({
      messageSubscriptionKey: expect.any(String),
      lastUpdatedDate: expect.stringMatching(/^\d{4}-.*Z$/),
      processDefinitionId: 'inner',
      processDefinitionKey: definition,
      processInstanceKey: inner,
      elementId: 'w',
      elementInstanceKey: expect.any(String),
      messageSubscriptionState: 'CREATED',
      messageName: 'paid',
      correlationKey: 'o-1',
      tenantId: '<default>',
    });
    expect(await found('/message-subscriptions/search', { messageSubscriptionState: 'CORRELATED' })).toEqual(
      [],
    );
  });
});

describe('the form that starts a process', () => {
  it('is the newest of its id', async () => {
    const { body } = await request('GET', `/process-definitions/${definition}/form`);
    expect(body).toMatchObject({ formId: 'order', version: 2, schema: form('mới') });
  });

  it('need not be there', async () => {
    const [calling] = await found('/process-definitions/search', { processDefinitionId: 'outer' });
    const path = `/process-definitions/${String(calling!.processDefinitionKey)}/form`;
    expect((await request('GET', path)).status).toBe(204);
    expect((await request('GET', '/process-definitions/1/form')).status).toBe(404);
  });
});

describe('what the cluster says of itself', () => {
  it('has one broker, no licence, and nobody who has signed in', async () => {
    const { body } = await request('GET', '/topology');
    expect(body).toMatchObject({ clusterSize: 1, partitionsCount: 1, lastCompletedChangeId: '-1' });
    expect((await request('GET', '/status')).status).toBe(204);
    expect((await request('GET', '/license')).body).toEqual({
      validLicense: false,
      licenseType: 'unknown',
      isCommercial: false,
      expiresAt: null,
    });
    expect(await request('GET', '/authentication/me')).toMatchObject({
      status: 401,
      body: { title: 'Unauthorized' },
    });
  });
});

describe('documents', () => {
  it('are refused, for there is no store, and found nowhere', async () => {
    const data = new FormData();
    data.append('file', new Blob(['văn bản']), 'van-ban.txt');
    for (const path of ['/documents', '/documents/batch?storeId=minio']) {
      const response = await fetch(`${engine.restAddress}/v2${path}`, { method: 'POST', body: data });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        title: 'INVALID_ARGUMENT',
        detail: expect.stringMatching(/^Document store with id '(default|minio)' does not exist$/),
      });
    }
    for (const [method, path] of [
      ['GET', '/documents/d?contentHash=h'],
      ['DELETE', '/documents/d'],
      ['POST', '/documents/d/links?contentHash=h'],
    ] as const)
      expect(await request(method, path)).toMatchObject({ status: 404, body: { title: 'NOT_FOUND' } });
  });
});
