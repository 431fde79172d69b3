import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow, service } from '../../testing/index.ts';
import { restRequest } from '../../testing/restRequest.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
/** One that calls, the one that it called; one held by an incident, one that has ended, one canceled. */
let [outer, inner, held, done, canceled] = ['', '', '', '', ''];
let batch = '';

const inside = (id: string, elements: string) =>
  bpmn(`<bpmn:startEvent id="s"/>${elements}<bpmn:endEvent id="e"/>`).replace('id="p"', `id="${id}"`);
const called = inside('inner', `${flow('s', 'work')}${service('work', 'w')}${flow('work', 'e')}`);
const calling = inside(
  'outer',
  `${flow('s', 'c')}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="inner"/></bpmn:extensionElements></bpmn:callActivity>${flow('c', 'e')}`,
);

type Item = Record<string, string>;
type Body = Item & { items: Item[]; jobs: Item[] };
const request = (method: string, path: string, body?: object) =>
  restRequest<Body>(engine.restAddress!, method, path, body);
async function create(processDefinitionId: string, tags: string[] = []): Promise<string> {
  return (await request('POST', '/process-instances', { processDefinitionId, tags })).body
    .processInstanceKey!;
}
async function jobOf(instance: string): Promise<string> {
  const { body } = await request('POST', '/jobs/activation', {
    type: 'w',
    worker: 'thợ',
    timeout: 1,
    maxJobsToActivate: 100,
  });
  return body.jobs.find(({ processInstanceKey }) => processInstanceKey === instance)!.jobKey!;
}
async function found(what: string, filter: object, key: string): Promise<string[]> {
  const { status, body } = await request('POST', `/${what}/search`, { filter });
  expect({ status, body }, JSON.stringify(filter)).toMatchObject({ status: 200 });
  return body.items.map((item) => item[key]!);
}
/** The read side follows the writer. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000 });
const instances = (filter: object) => found('process-instances', filter, 'processInstanceKey');

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  const form = new FormData();
  form.append('resources', new Blob([called]), 'inner.bpmn');
  form.append('resources', new Blob([calling]), 'outer.bpmn');
  await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: form });
  outer = await create('outer', ['urgent', 'from:H56']);
  held = await create('inner', ['urgent']);
  done = await create('inner');
  canceled = await create('inner');
  const message = 'Không có "số"\nđến';
  await request('POST', `/jobs/${await jobOf(held)}/failure`, { retries: 0, errorMessage: message });
  await request('POST', `/jobs/${await jobOf(done)}/completion`, {});
  await eventually(async () => expect(await instances({ state: 'COMPLETED' })).toEqual([done]));
  const asked = { filter: { processInstanceKey: canceled } };
  batch = (await request('POST', '/process-instances/cancellation', asked)).body.batchOperationKey!;
  await eventually(async () => {
    inner = (await instances({ parentProcessInstanceKey: outer }))[0]!;
    expect(await instances({ state: 'TERMINATED' })).toEqual([canceled]);
    expect(await found('incidents', {}, 'processInstanceKey')).toEqual([held]);
  });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

describe('process instances', () => {
  it('are found by their elements: where they are, where they have been, where they are held', async () => {
    const cases: [object, string[]][] = [
      [{ elementId: 'work' }, [inner, held, done, canceled]],
      [{ elementId: 'c' }, [outer]],
      [{ elementId: { $like: 'w?rk' }, elementInstanceState: 'ACTIVE' }, [inner, held]],
      [{ elementId: 'work', elementInstanceState: 'COMPLETED' }, [done]],
      [{ elementId: 'work', elementInstanceState: 'TERMINATED' }, [canceled]],
      [{ elementId: 'e', processDefinitionId: 'inner' }, [done]],
      [{ elementInstanceState: 'TERMINATED' }, [canceled]],
      [{ elementInstanceState: { $in: ['COMPLETED'] }, state: 'ACTIVE' }, [outer, inner, held]],
      [{ hasElementInstanceIncident: true }, [held]],
      [{ elementId: 's', hasElementInstanceIncident: true }, []],
      [{ elementId: 'work', hasElementInstanceIncident: false }, [inner, done, canceled]],
      [{ elementId: 'none' }, []],
    ];
    for (const [filter, keys] of cases)
      expect((await instances(filter)).sort(), JSON.stringify(filter)).toEqual(keys.sort());
  });

  it('are found by what has gone wrong in them', async () => {
    // String.hashCode of Java, computed by hand for a short text.
    const message = 'Không có "số"\nđến';
    const hash = [...message].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, 0);
    const cases: [object, string[]][] = [
      [{ errorMessage: message }, [held]],
      [{ errorMessage: { $like: '*"số"*' } }, [held]],
      [{ errorMessage: { $exists: true } }, [held]],
      [{ errorMessage: 'khác' }, []],
      [{ incidentErrorHashCode: hash }, [held]],
      [{ incidentErrorHashCode: { $neq: hash } }, []],
      [{ hasRetriesLeft: true }, []],
    ];
    for (const [filter, keys] of cases) expect(await instances(filter), JSON.stringify(filter)).toEqual(keys);
  });

  it('are found by tags, all of which they must have, and show them, also when they have ended', async () => {
    expect(await instances({ tags: ['urgent'] })).toEqual([outer, held]);
    expect(await instances({ tags: ['urgent', 'from:H56'] })).toEqual([outer]);
    expect(await instances({ tags: ['other'] })).toEqual([]);
    const tagged = await create('inner', ['late']);
    await request('POST', `/process-instances/${tagged}/cancellation`, {});
    await eventually(async () =>
      expect(await instances({ tags: ['late'], state: 'TERMINATED' })).toEqual([tagged]),
    );
    expect((await request('GET', `/process-instances/${tagged}`)).body).toMatchObject({ tags: ['late'] });
  });

  it('are found by the element that called them, and by the batch operation that canceled them', async () => {
    const [call] = await found(
      'element-instances',
      { processInstanceKey: outer, elementId: 'c' },
      'elementInstanceKey',
    );
    expect(await instances({ parentElementInstanceKey: call })).toEqual([inner]);
    expect(await instances({ batchOperationKey: batch })).toEqual([canceled]);
    expect(await instances({ batchOperationId: batch })).toEqual([canceled]);
    expect((await request('GET', `/process-instances/${inner}`)).body).toMatchObject({
      parentProcessInstanceKey: outer,
      parentElementInstanceKey: call,
    });
    const both = { filter: { batchOperationId: batch, batchOperationKey: batch } };
    expect((await request('POST', '/process-instances/search', both)).status).toBe(400);
  });

  it('are found by one of several filters together with what holds for all', async () => {
    const either = { $or: [{ processDefinitionId: 'outer' }, { hasIncident: true }, { tags: ['none'] }] };
    expect(await instances(either)).toEqual([outer, held]);
    expect(await instances({ ...either, processDefinitionId: 'inner' })).toEqual([held]);
    expect(await instances({ $or: [{ elementId: 'c' }, { elementId: 'work' }], state: 'COMPLETED' })).toEqual(
      [done],
    );
    expect(
      (await request('POST', '/process-instances/search', { filter: { $or: [{ $or: [] }] } })).status,
    ).toBe(400);
  });
});

describe('one that waits for an instance that it called', () => {
  it('is held by the incident of that one', async () => {
    const caller = await create('outer');
    const isHeld = async (key: string) =>
      (await request('GET', `/process-instances/${key}`)).body.hasIncident;
    await eventually(async () => {
      expect(await instances({ parentProcessInstanceKey: caller })).toHaveLength(1);
    });
    const [below] = await instances({ parentProcessInstanceKey: caller });
    expect(await isHeld(caller)).toBe(false);
    await request('POST', `/jobs/${await jobOf(below!)}/failure`, { retries: 0, errorMessage: 'hỏng' });
    await eventually(async () => expect(await isHeld(below!)).toBe(true));
    expect(await isHeld(caller)).toBe(true);
    expect(await isHeld(outer)).toBe(false);
    expect(await instances({ hasIncident: true, processDefinitionId: 'outer' })).toEqual([caller]);
    const incidents = (key: string, filter = {}) =>
      found(`process-instances/${key}/incidents`, filter, 'processInstanceKey');
    expect(await incidents(caller)).toEqual([below]);
    expect(await incidents(below!)).toEqual([below]);
    expect(await incidents(caller, { processInstanceKey: caller })).toEqual([]);
    expect(await incidents(outer)).toEqual([]);
    const nobody = '/process-instances/4503599627370497/incidents/search';
    expect((await request('POST', nobody, {})).status).toBe(404);
    const { monitor } = engine;
    expect(await monitor.instance(Number(caller))).toMatchObject({
      state: 'INCIDENT',
      incidents: [],
      called: [{ key: Number(below), bpmnProcessId: 'inner', state: 'INCIDENT' }],
      path: expect.arrayContaining([expect.objectContaining({ elementId: 'c', state: 'INCIDENT' })]),
    });
    const listed = await monitor.instances({ state: 'INCIDENT' });
    expect(listed.map(({ key }) => key)).toEqual([Number(below), Number(caller), Number(held)]);
    await request('POST', `/process-instances/${caller}/cancellation`, {});
    await eventually(async () => expect(await isHeld(caller)).toBe(false));
  });
});

describe('element instances and variables', () => {
  it('are found across the instances that the filter leaves', async () => {
    const at = (filter: object) => found('element-instances', filter, 'processInstanceKey');
    expect(await at({ elementId: 'work', state: 'ACTIVE' })).toEqual([held, inner].sort());
    expect(await at({ elementId: 'work', processDefinitionId: 'outer' })).toEqual([]);
    expect(await at({ hasIncident: true })).toEqual([held]);
    await request('PUT', `/element-instances/${outer}/variables`, { variables: { number: 7 } });
    await eventually(async () =>
      expect(await found('variables', { name: 'number' }, 'processInstanceKey')).toEqual([outer]),
    );
  });
});

describe('jobs and incidents', () => {
  it('tell what has happened to them last', async () => {
    const retried = await create('inner');
    const key = await jobOf(retried);
    const again = { retries: 2, errorMessage: 'lần một', retryBackOff: 60_000 };
    await request('POST', `/jobs/${key}/failure`, again);
    const jobs = (filter: object) => found('jobs', { processInstanceKey: retried, ...filter }, 'jobKey');
    await eventually(async () => expect(await jobs({ state: 'FAILED' })).toEqual([key]));
    const cases: [object, string[]][] = [
      [{ hasFailedWithRetriesLeft: true }, [key]],
      [{ worker: 'thợ' }, [key]],
      [{ errorMessage: 'lần một', elementId: 'work', kind: 'BPMN_ELEMENT' }, [key]],
      [{ listenerEventType: 'UNSPECIFIED', errorCode: { $exists: false } }, [key]],
      [{ elementId: 'e' }, []],
      [{ kind: { $neq: 'BPMN_ELEMENT' } }, []],
      [{ isDenied: true }, []],
      [{ endTime: { $exists: true } }, []],
    ];
    for (const [filter, keys] of cases) expect(await jobs(filter), JSON.stringify(filter)).toEqual(keys);
    expect(await instances({ hasRetriesLeft: true })).toEqual([retried]);
    const thrown = { errorCode: 'E1', errorMessage: 'không ai bắt' };
    const other = await create('inner');
    await request('POST', `/jobs/${await jobOf(other)}/error`, thrown);
    await eventually(async () =>
      expect(await found('jobs', { errorCode: 'E1', state: 'ERROR_THROWN' }, 'processInstanceKey')).toEqual([
        other,
      ]),
    );
  });

  it('stay when an incident is resolved', async () => {
    const [incident] = await found('incidents', { processInstanceKey: held }, 'incidentKey');
    const [job] = await found('jobs', { processInstanceKey: held }, 'jobKey');
    await request('PATCH', `/jobs/${job}`, { changeset: { retries: 1 } });
    await request('POST', `/incidents/${incident}/resolution`, {});
    await eventually(async () =>
      expect(
        await found('incidents', { processInstanceKey: held, state: 'RESOLVED' }, 'incidentKey'),
      ).toEqual([incident]),
    );
    expect((await request('GET', `/incidents/${incident}`)).body).toMatchObject({
      state: 'RESOLVED',
      jobKey: job,
    });
    expect(await instances({ processInstanceKey: held, hasIncident: false })).toEqual([held]);
    expect(await found('jobs', { jobKey: job, state: 'RETRIES_UPDATED' }, 'jobKey')).toEqual([job]);
  });
});

it('message subscriptions are found by their element and the time', async () => {
  const waits = bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'm')}<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="msg"/></bpmn:intermediateCatchEvent>${flow('m', 'e')}<bpmn:endEvent id="e"/>`,
    '<bpmn:message id="msg" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=1"/></bpmn:extensionElements></bpmn:message>',
  );
  const form = new FormData();
  form.append('resources', new Blob([waits]), 'waits.bpmn');
  await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: form });
  const waiting = await create('p');
  const subscriptions = (filter: object) => found('message-subscriptions', filter, 'processInstanceKey');
  await eventually(async () => expect(await subscriptions({ elementId: 'm' })).toEqual([waiting]));
  expect(await subscriptions({ elementId: 'work' })).toEqual([]);
  expect(await subscriptions({ lastUpdatedDate: { $gt: '2020-01-01T00:00:00Z' } })).toEqual([waiting]);
  expect(await subscriptions({ lastUpdatedDate: { $lt: '2020-01-01T00:00:00Z' } })).toEqual([]);
});
