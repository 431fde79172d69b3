import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow, service } from '../../testing/index.ts';
import { scopeOf, variableKeyOf } from './variableKeys.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
/** Two that run, one of them held up; one that has ended, one canceled. */
let [running, held, done, canceled] = ['', '', '', ''];
let incident: Item;

const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', '=work', '<zeebe:ioMapping><zeebe:input source="=work" target="local"/></zeebe:ioMapping>')}${flow('a', 'e')}<bpmn:endEvent id="e" name="Xong"/>`,
).replace('isExecutable', 'name="Công văn đến" isExecutable');
const dish = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dishes" name="Dishes" namespace="test">
  <decision id="dish" name="Dish"><literalExpression id="l"><text>"phở"</text></literalExpression></decision>
</definitions>`;

type Item = Record<string, string> & { [name: string]: never };
interface Found {
  items: Item[];
  page: { totalItems: number; hasMoreTotalItems: boolean; startCursor: string; endCursor: string };
}
async function request(method: string, path: string, body?: object): Promise<{ status: number; body: Item }> {
  const response = await fetch(`${engine.restAddress}/v2${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as Item };
}
async function search(what: string, query: object = {}): Promise<Found> {
  const { status, body } = await request('POST', `/${what}/search`, query);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as unknown as Found;
}
const found = async (what: string, filter: object, key: string): Promise<string[]> =>
  (await search(what, { filter })).items.map((item) => item[key]!);

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  const form = new FormData();
  form.append('resources', new Blob([model]), 'p.bpmn');
  form.append('resources', new Blob([dish]), 'dish.dmn');
  await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: form });
  const create = async (work: string) => {
    const variables = { work, order: { id: 7 } };
    const created = await request('POST', '/process-instances', { processDefinitionId: 'p', variables });
    return String(created.body.processInstanceKey);
  };
  const activate = async (type: string) => {
    const asked = { type, timeout: 60_000, maxJobsToActivate: 1 };
    const { body } = await request('POST', '/jobs/activation', asked);
    return (body.jobs as unknown as Item[])[0]!.jobKey;
  };
  [running, held, done, canceled] = [
    await create('w1'),
    await create('w2'),
    await create('w3'),
    await create('w4'),
  ];
  await request('POST', `/jobs/${await activate('w2')}/failure`, { retries: 0, errorMessage: 'hỏng' });
  await request('POST', `/jobs/${await activate('w3')}/completion`, { variables: { result: 1 } });
  await request('POST', `/process-instances/${canceled}/cancellation`);
  // The read side follows the writer.
  const ended = { filter: { state: { $in: ['COMPLETED', 'TERMINATED'] } } };
  await vi.waitFor(async () => expect((await search('process-instances', ended)).items).toHaveLength(2), {
    timeout: 30_000,
  });
  incident = (await search('incidents')).items[0]!;
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

describe('searches over REST', () => {
  it('find process instances by state, definition, incident, time', async () => {
    const instances = (filter: object) => found('process-instances', filter, 'processInstanceKey');
    const cases: [object, string[]][] = [
      [{}, [running, held, done, canceled]],
      [{ state: 'ACTIVE' }, [running, held]],
      [{ state: { $neq: 'ACTIVE' } }, [done, canceled]],
      [{ state: 'TERMINATED' }, [canceled]],
      [{ hasIncident: true }, [held]],
      // As the Java client sends them.
      [{ state: { $eq: 'TERMINATED', $in: [], $notIn: [] }, tags: [], variables: [], $or: [] }, [canceled]],
      [{ processInstanceKey: { $in: [running, done] } }, [running, done]],
      [
        { processDefinitionName: { $like: 'Công*' }, processDefinitionVersion: 1 },
        [running, held, done, canceled],
      ],
      [{ processDefinitionId: 'other' }, []],
      [{ parentProcessInstanceKey: { $exists: true } }, []],
      [{ startDate: { $lt: '2000-01-01T00:00:00Z' } }, []],
      [{ endDate: { $exists: true }, state: 'COMPLETED' }, [done]],
    ];
    for (const [filter, keys] of cases) expect(await instances(filter), JSON.stringify(filter)).toEqual(keys);
    expect((await request('GET', `/process-instances/${held}`)).body).toEqual({
      processInstanceKey: held,
      processDefinitionKey: expect.stringMatching(/^\d+$/),
      processDefinitionId: 'p',
      processDefinitionName: 'Công văn đến',
      processDefinitionVersion: 1,
      startDate: expect.stringMatching(/^\d{4}-.*Z$/),
      state: 'ACTIVE',
      hasIncident: true,
      tenantId: '<default>',
      tags: [],
    });
    expect(await request('GET', '/process-instances/1')).toMatchObject({
      status: 404,
      body: { title: 'NOT_FOUND' },
    });
  });

  it('give pages in order, by offset and by cursor', async () => {
    const page = async (page: object, order = 'DESC') => {
      const query = { sort: [{ field: 'processDefinitionId' }, { field: 'startDate', order }], page };
      const { items, page: where } = await search('process-instances', query);
      return { keys: items.map((item) => item.processInstanceKey), where };
    };
    const first = await page({ limit: 2 });
    expect(first.keys).toEqual([canceled, done]);
    expect(first.where).toMatchObject({ totalItems: 4, hasMoreTotalItems: false });
    expect((await page({ after: first.where.endCursor })).keys).toEqual([held, running]);
    expect((await page({ before: first.where.endCursor })).keys).toEqual([canceled]);
    expect((await page({ from: 1, limit: 2 }, 'asc')).keys).toEqual([held, done]);
    const elements = async (more: object) => {
      const query = {
        filter: { processInstanceKey: done },
        sort: [{ field: 'elementId', order: 'DESC' }],
        page: more,
      };
      return search('element-instances', query);
    };
    const two = await elements({ limit: 2 });
    expect(two.items.map(({ elementId }) => elementId)).toEqual(['s', 'e']);
    const rest = await elements({ after: two.page.endCursor });
    expect(rest.items.map(({ elementId }) => elementId)).toEqual(['a']);
    const back = await elements({ before: rest.page.endCursor, limit: 2 });
    expect(back.items.map(({ elementId }) => elementId)).toEqual(['s', 'e']);
  });

  it('find incidents, and jobs with what became of them', async () => {
    expect(incident).toEqual({
      incidentKey: expect.stringMatching(/^\d+$/),
      processInstanceKey: held,
      processDefinitionKey: expect.stringMatching(/^\d+$/),
      processDefinitionId: 'p',
      errorType: 'JOB_NO_RETRIES',
      errorMessage: 'hỏng',
      elementId: 'a',
      elementInstanceKey: expect.stringMatching(/^\d+$/),
      creationTime: expect.stringMatching(/Z$/),
      state: 'ACTIVE',
      jobKey: expect.stringMatching(/^\d+$/),
      tenantId: '<default>',
    });
    const incidents = (filter: object) => found('incidents', filter, 'incidentKey');
    for (const filter of [
      { processInstanceKey: held },
      { errorType: 'JOB_NO_RETRIES', errorMessage: { $like: 'h*' }, elementId: 'a', state: 'ACTIVE' },
      { jobKey: incident.jobKey, processDefinitionId: 'p' },
    ])
      expect(await incidents(filter), JSON.stringify(filter)).toEqual([incident.incidentKey]);
    expect(await incidents({ state: 'RESOLVED' })).toEqual([]);
    expect(await found(`process-instances/${held}/incidents`, {}, 'incidentKey')).toEqual([
      incident.incidentKey,
    ]);
    expect((await request('GET', `/incidents/${incident.incidentKey}`)).body).toEqual(incident);

    const jobs = (filter: object) => found('jobs', filter, 'type');
    expect(await jobs({})).toEqual(['w1', 'w2']);
    expect(await jobs({ state: 'FAILED', processInstanceKey: held, retries: 0 })).toEqual(['w2']);
    expect(await jobs({ state: 'CREATED', type: { $like: 'w?' } })).toEqual(['w1']);
    const { items } = await search('jobs', { filter: { jobKey: incident.jobKey } });
    expect(items[0]).toMatchObject({
      state: 'FAILED',
      errorMessage: 'hỏng',
      hasFailedWithRetriesLeft: false,
      kind: 'BPMN_ELEMENT',
      listenerEventType: 'UNSPECIFIED',
      elementId: 'a',
      customHeaders: {},
    });
  });

  it('find the element instances and variables of an instance', async () => {
    const { items } = await search('element-instances', { filter: { processInstanceKey: held } });
    expect(items.map(({ elementId, type, state }) => [elementId, type, state])).toEqual([
      ['s', 'START_EVENT', 'COMPLETED'],
      ['a', 'SERVICE_TASK', 'ACTIVE'],
    ]);
    const [start, task] = [items[0]!, items[1]!];
    expect(task).toMatchObject({ hasIncident: true, incidentKey: incident.incidentKey });
    expect(task).not.toHaveProperty('endDate');
    for (const item of [start, task])
      expect((await request('GET', `/element-instances/${item.elementInstanceKey}`)).body).toEqual(item);
    expect(await request('GET', `/element-instances/${held}`)).toMatchObject({ status: 404 });
    expect(
      await found('element-instances', { elementInstanceScopeKey: held, state: 'ACTIVE' }, 'elementId'),
    ).toEqual(['a']);

    const variables = (filter: object) => found('variables', filter, 'name');
    expect(await variables({ processInstanceKey: held })).toEqual(
      expect.arrayContaining(['work', 'order', 'local']),
    );
    expect(await variables({ scopeKey: task.elementInstanceKey })).toEqual(['local']);
    expect(await variables({ processInstanceKey: held, value: '{"id":7}' })).toEqual(['order']);
    expect(await variables({ processInstanceKey: done, name: { $in: ['result', 'local'] } })).toEqual([
      'result',
    ]);
    const [local] = (await search('variables', { filter: { scopeKey: task.elementInstanceKey } })).items;
    expect(local).toEqual({
      name: 'local',
      value: '"w2"',
      isTruncated: false,
      variableKey: expect.stringMatching(/^\d{1,19}$/),
      scopeKey: task.elementInstanceKey,
      processInstanceKey: held,
      tenantId: '<default>',
    });
    const { isTruncated: _, ...whole } = local!;
    expect((await request('GET', `/variables/${local!.variableKey}`)).body).toEqual(whole);
    expect(await request('GET', '/variables/1')).toMatchObject({ status: 404 });
  });

  it('find definitions, and give their text', async () => {
    const { items } = await search('process-definitions', { filter: { isLatestVersion: true } });
    expect(items).toEqual([
      {
        processDefinitionKey: expect.stringMatching(/^\d+$/),
        processDefinitionId: 'p',
        name: 'Công văn đến',
        resourceName: 'p.bpmn',
        version: 1,
        tenantId: '<default>',
      },
    ]);
    const process = `/process-definitions/${items[0]!.processDefinitionKey}`;
    expect((await request('GET', process)).body).toEqual(items[0]);
    expect((await request('GET', `${process}/xml`)).body).toBe(model);
    const [decision] = (await search('decision-definitions', { filter: { decisionDefinitionId: 'dish' } }))
      .items;
    expect(decision).toMatchObject({ name: 'Dish', version: 1, decisionRequirementsId: 'dishes' });
    expect((await request('GET', `/decision-definitions/${decision!.decisionDefinitionKey}/xml`)).body).toBe(
      dish,
    );
    const requirements = await search('decision-requirements');
    expect(requirements.items[0]).toMatchObject({
      decisionRequirementsName: 'Dishes',
      resourceName: 'dish.dmn',
    });
    expect(await request('GET', '/process-definitions/1')).toMatchObject({ status: 404 });
  });

  it('say what they do not know', async () => {
    const cases: [object, string][] = [
      [
        { filter: { processInstanceKey: { invalidOperator: 123 } } },
        'Request property [filter.processInstanceKey.invalidOperator] cannot be parsed',
      ],
      [{ filter: { other: 1 } }, 'Request property [filter.other] cannot be parsed'],
      [{ page: { limit: 10_001 } }, 'Request property [page.limit] cannot be parsed'],
      [
        { filter: { state: 'GONE' } },
        "Unexpected value 'GONE' for enum field 'state'. Use any of the following values: [ACTIVE, COMPLETED, TERMINATED]",
      ],
    ];
    for (const [query, detail] of cases)
      expect(await request('POST', '/process-instances/search', query), detail).toMatchObject({
        status: 400,
        body: { title: 'Bad Request', detail },
      });
  });

  it('find nothing by the largest key there can be', async () => {
    for (const key of ['9223372036854775807', '9999999999999999999', '-9223372036854775808']) {
      for (const [what, field] of [
        ['process-instances', 'processInstanceKey'],
        ['jobs', 'jobKey'],
        ['incidents', 'incidentKey'],
        ['element-instances', 'processInstanceKey'],
        ['user-tasks', 'userTaskKey'],
      ] as const)
        expect((await search(what, { filter: { [field]: key } })).items, what).toEqual([]);
      for (const what of ['process-instances', 'incidents', 'element-instances', 'variables', 'user-tasks'])
        expect((await request('GET', `/${what}/${key}`)).status, what).toBe(404);
    }
    const after = Buffer.from(JSON.stringify([1e300, 1e300])).toString('base64url');
    expect(await request('POST', '/process-instances/search', { page: { after } })).toMatchObject({
      status: 400,
    });
  });

  it('give variables keys that lead back to their scope, within what clients read as a number', () => {
    const scope = 2 ** 51 + 2 ** 34;
    const key = variableKeyOf(scope, 'tên');
    expect(scopeOf(key)).toBe(scope);
    expect(BigInt(key)).toBeLessThan(2n ** 63n);
    expect(variableKeyOf(scope, 'khác')).not.toBe(key);
  });
});
