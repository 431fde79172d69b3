import { gzipSync } from 'node:zlib';
import { testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type EngineClient } from '../../client.ts';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow } from '../../testing/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let engine: Engine;
let client: EngineClient;
beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  client = connectEngine({ address: engine.address });
  await client.deployResources([
    { name: 'approve.form', content: '{"id":"approve","components":[]}' },
    { name: 'p.bpmn', content: model },
  ]);
});
afterAll(async () => {
  await client.close();
  await engine.stop();
  await database.drop();
});

const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'u')}<bpmn:userTask id="u" name="Trình ký"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition assignee="=who" candidateGroups="=groups"/><zeebe:taskSchedule dueDate="=due"/><zeebe:priorityDefinition priority="=priority"/><zeebe:formDefinition formId="approve"/><zeebe:taskHeaders><zeebe:header key="kind" value="sign"/></zeebe:taskHeaders><zeebe:ioMapping><zeebe:input source="=who" target="local"/></zeebe:ioMapping></bpmn:extensionElements></bpmn:userTask>${flow('u', 'e')}<bpmn:endEvent id="e"/>`,
);

/** The read side follows the writer. */
const PATIENT = { timeout: 30_000 };

async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${engine.restAddress}${path}`, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

interface Found {
  items: { userTaskKey: string }[];
  page: { endCursor: string };
}
async function search(query: object): Promise<Found> {
  const { status, body } = await call('POST', '/v2/user-tasks/search', query);
  expect(status).toBe(200);
  return body as Found;
}

async function create(variables: object = {}): Promise<{ key: string; instance: string }> {
  const { processInstanceKey: instance } = await client.createProcessInstance({
    bpmnProcessId: 'p',
    variables: { who: null, groups: [], due: null, priority: 50, ...variables },
  });
  const query = { filter: { processInstanceKey: instance, state: 'CREATED' } };
  await expect.poll(async () => (await search(query)).items, PATIENT).toHaveLength(1);
  return { key: (await search(query)).items[0]!.userTaskKey, instance };
}

const shown = (key: string) =>
  expect.poll(async () => (await call('GET', `/v2/user-tasks/${key}`)).body, PATIENT);

describe('the REST API', () => {
  it.each(['/v1', '/v2'])('takes a user task from assignment to completion below %s', async (v) => {
    const { key, instance } = await create();
    expect(await call('POST', `${v}/user-tasks/${key}/assignment`, { assignee: 'an' })).toEqual({
      status: 204,
    });
    expect(await call('DELETE', `${v}/user-tasks/${key}/assignee`)).toEqual({ status: 204 });
    const claim = { assignee: 'binh', allowOverride: false };
    expect((await call('POST', `${v}/user-tasks/${key}/assignment`, claim)).status).toBe(204);
    const changeset = {
      priority: 90,
      candidateUsers: ['an'],
      dueDate: '2026-12-01T17:00:00+07:00',
      other: 1,
    };
    expect((await call('PATCH', `${v}/user-tasks/${key}`, { changeset })).status).toBe(204);
    await shown(key).toMatchObject({ assignee: 'binh', priority: 90, candidateUsers: ['an'] });
    const completion = { variables: { approved: true } };
    expect((await call('POST', `${v}/user-tasks/${key}/completion`, completion)).status).toBe(204);
    await shown(key).toMatchObject({ state: 'COMPLETED', completionDate: expect.any(String) });
    await expect
      .poll(() => engine.monitor.instance(Number(instance)), PATIENT)
      .toMatchObject({
        state: 'COMPLETED',
        variables: expect.arrayContaining([{ scope: Number(instance), name: 'approved', json: 'true' }]),
      });
  });

  it('shows a user task with what its model says', async () => {
    const { key, instance } = await create({
      who: 'an',
      groups: ['clerks'],
      due: '2026-12-01T17:00:00+07:00',
    });
    await shown(key).toEqual({
      userTaskKey: key,
      name: 'Trình ký',
      state: 'CREATED',
      assignee: 'an',
      elementId: 'u',
      candidateGroups: ['clerks'],
      candidateUsers: [],
      processDefinitionId: 'p',
      creationDate: expect.stringMatching(/^\d{4}-.*Z$/),
      dueDate: '2026-12-01T17:00:00+07:00',
      tenantId: '<default>',
      processDefinitionVersion: 1,
      customHeaders: { kind: 'sign' },
      priority: 50,
      elementInstanceKey: expect.stringMatching(/^\d+$/),
      processDefinitionKey: expect.stringMatching(/^\d+$/),
      processInstanceKey: instance,
      formKey: expect.stringMatching(/^\d+$/),
      tags: [],
    });
    expect(await call('GET', `/v2/user-tasks/${key}/form`)).toMatchObject({
      status: 200,
      body: { formId: 'approve', version: 1, schema: '{"id":"approve","components":[]}' },
    });
    const { body } = await call('POST', `/v2/user-tasks/${key}/variables/search`, {
      filter: { name: { $in: ['local', 'who'] } },
      sort: [{ field: 'name', order: 'DESC' }],
    });
    expect(body).toMatchObject({
      items: [
        { name: 'who', value: '"an"', scopeKey: instance },
        { name: 'local', value: '"an"', isTruncated: false },
      ],
      page: { totalItems: 2 },
    });
  });

  it('finds user tasks by filters, in order, page by page', async () => {
    const keys: string[] = [];
    for (const [priority, due] of [
      [3, null],
      [1, '2026-12-02T00:00:00Z'],
      [2, '2026-12-01T00:00:00Z'],
    ])
      keys.push((await create({ priority, due, groups: ['g%_', 'h'], who: 'tìm' })).key);
    const [a, b, c] = keys;
    const of = async (query: object) =>
      (await search({ filter: { assignee: 'tìm' }, ...query })).items.map((item) => item.userTaskKey);
    const by = (field: string, order = 'ASC') => ({ sort: [{ field, order }] });
    expect(await of({})).toEqual([a, b, c]);
    expect(await of(by('priority', 'desc'))).toEqual([a, c, b]);
    expect(await of(by('dueDate'))).toEqual([c, b, a]);
    expect(await of(by('dueDate', 'DESC'))).toEqual([b, c, a]);

    const filters: [object, (string | undefined)[]][] = [
      [{ candidateGroup: 'h' }, [a, b, c]],
      [{ candidateGroup: { $like: 'g%*' }, priority: { $gte: 2 } }, [a, c]],
      [{ candidateGroup: 'x' }, []],
      [{ dueDate: { $exists: false } }, [a]],
      [{ dueDate: { $lt: '2026-12-02T00:00:00Z' } }, [c]],
      [{ userTaskKey: { $in: [a, c] } }, [a, c]],
      [{ userTaskKey: { $neq: a }, state: { $neq: 'COMPLETED' } }, [b, c]],
      [{ name: { $like: 'Tr?nh*' }, elementId: 'u', processDefinitionId: 'p' }, [a, b, c]],
    ];
    for (const [filter, found] of filters)
      expect(await of({ filter: { assignee: 'tìm', ...filter } })).toEqual(found);

    const first = await search({ filter: { assignee: 'tìm' }, ...by('priority'), page: { limit: 2 } });
    expect(first).toMatchObject({
      items: [{ userTaskKey: b }, { userTaskKey: c }],
      page: { totalItems: 3, hasMoreTotalItems: false },
    });
    const next = { ...by('priority'), page: { after: first.page.endCursor } };
    expect(await of(next)).toEqual([a]);
    expect(await of({ ...by('priority'), page: { before: first.page.endCursor } })).toEqual([b]);
    expect(await of({ ...by('priority'), page: { from: 1, limit: 1 } })).toEqual([c]);
  });

  it('finds user tasks by the variables of their instance, and by their own', async () => {
    const open = await create({ who: 'biến', order: { id: 7, note: 'gấp' }, size: 12 });
    const ended = await create({ who: 'biến', order: { id: 8 }, size: 3 });
    expect((await call('POST', `/v2/user-tasks/${ended.key}/completion`, {})).status).toBe(204);
    await shown(ended.key).toMatchObject({ state: 'COMPLETED' });
    const of = async (filter: object) =>
      (await search({ filter: { elementId: 'u', ...filter } })).items.map((item) => item.userTaskKey);
    const global = (name: string, value: unknown) => ({ processInstanceVariables: [{ name, value }] });
    const filters: [object, string[]][] = [
      [global('who', '"biến"'), [open.key, ended.key]],
      [global('order', '{ "id": 7, "note": "gấp" }'), [open.key]],
      [global('order', { $like: '*"id":8*' }), [ended.key]],
      [global('size', { $in: ['12', '13'] }), [open.key]],
      [{ ...global('size', { $neq: '12' }), assignee: 'biến' }, [ended.key]],
      [{ ...global('size', { $notIn: ['3'] }), assignee: 'biến' }, [open.key]],
      [global('nothing', { $exists: true }), []],
      [{ ...global('nothing', { $exists: false }), assignee: 'biến' }, [open.key, ended.key]],
      [{ localVariables: [{ name: 'local', value: '"biến"' }] }, [open.key]],
      [{ ...global('who', '"biến"'), localVariables: [{ name: 'who', value: '"biến"' }] }, []],
    ];
    for (const [filter, found] of filters) expect(await of(filter), JSON.stringify(filter)).toEqual(found);
  });

  it('tells where the gateway is', async () => {
    expect(await call('GET', '/v2/topology')).toMatchObject({
      status: 200,
      body: {
        brokers: [{ partitions: [{ partitionId: 1, role: 'leader', health: 'healthy' }] }],
        partitionsCount: 1,
        gatewayVersion: '8.8.0',
      },
    });
  });

  it('says what is wrong as problem details (RFC 9457), with the documented status codes', async () => {
    const { key } = await create({ who: 'an' });
    const task = `/v2/user-tasks/${key}`;
    const unknown = '/v2/user-tasks/2251799813685999';
    const cases: [
      method: string,
      path: string,
      body: unknown,
      status: number,
      title: string,
      detail: string,
    ][] = [
      [
        'POST',
        `${unknown}/completion`,
        {},
        404,
        'NOT_FOUND',
        "Command 'COMPLETE' rejected with code 'NOT_FOUND'",
      ],
      ['GET', unknown, undefined, 404, 'NOT_FOUND', 'not found'],
      [
        'POST',
        `${task}/assignment`,
        { assignee: 'binh', allowOverride: false },
        409,
        'INVALID_STATE',
        'it has already been assigned',
      ],
      ['POST', `${task}/assignment`, {}, 400, 'INVALID_ARGUMENT', 'No assignee provided'],
      ['PATCH', task, {}, 400, 'INVALID_ARGUMENT', 'No update data provided'],
      [
        'PATCH',
        task,
        { changeset: { priority: 101 } },
        400,
        'INVALID_ARGUMENT',
        'must be within the [0,100] range',
      ],
      ['PATCH', task, { changeset: { dueDate: 'mai' } }, 400, 'INVALID_ARGUMENT', 'RFC 3339'],
      ['PATCH', task, { changeset: { priority: 'cao' } }, 400, 'Bad Request', '[changeset.priority]'],
      ['POST', `${task}/completion`, { variables: [] }, 400, 'Bad Request', '[variables]'],
      ['POST', `${task}/completion`, '{', 400, 'Bad Request', 'no valid JSON'],
      [
        'POST',
        `${task}/completion`,
        '{"action":"\uffff"}',
        400,
        'INVALID_ARGUMENT',
        'request body is invalid: U+FFFF',
      ],
      [
        'POST',
        `${task}/completion`,
        `{"variables":{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}}`,
        400,
        'Bad Request',
        'too deep',
      ],
      [
        'POST',
        `${task}/completion`,
        { variables: { a: 'x'.repeat(5_000_000) } },
        413,
        'Payload Too Large',
        'larger',
      ],
      ['POST', '/v2/user-tasks/a/completion', {}, 400, 'Bad Request', "'a'"],
      ['POST', '/v2/user-tasks/search', { page: { limit: 10_001 } }, 400, 'Bad Request', 'page'],
      ['POST', '/v2/user-tasks/search', { page: { after: 'x' } }, 400, 'INVALID_ARGUMENT', 'no cursor'],
      ['GET', '/v2/nothing', undefined, 404, 'Not Found', '/v2/nothing'],
    ];
    for (const [method, path, body, status, title, detail] of cases) {
      const answer = await call(method, path, body);
      expect(answer, `${method} ${path} ${title}`).toMatchObject({
        status,
        body: { type: 'about:blank', title, status, detail: expect.stringContaining(detail), instance: path },
      });
    }
  });

  it('finds nothing by a text that tables cannot hold', async () => {
    const searches: [path: string, field: string][] = [
      ['user-tasks', 'assignee'],
      ['user-tasks', 'candidateGroup'],
      ['jobs', 'type'],
      ['message-subscriptions', 'messageName'],
      ['process-instances', 'processDefinitionId'],
    ];
    for (const [path, field] of searches)
      for (const filter of ['\0', { $like: '*\0' }, { $in: ['a', '\0'] }, '\ud800'])
        expect(await call('POST', `/v2/${path}/search`, { filter: { [field]: filter } }), path).toMatchObject(
          {
            status: 200,
            body: { items: [] },
          },
        );
    const after = Buffer.from('["\\u0000",1]').toString('base64url');
    expect(
      await call('POST', '/v2/user-tasks/search', { sort: [{ field: 'name' }], page: { after } }),
    ).toMatchObject({ status: 200 });
  });

  it('refuses a body that is packed', async () => {
    const response = await fetch(`${engine.restAddress}/v2/user-tasks/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync('{}')),
    });
    expect(response.status).toBe(415);
  });

  it('refuses requests of web pages', async () => {
    const { key } = await create();
    const response = await fetch(`${engine.restAddress}/v2/user-tasks/${key}/completion`, {
      method: 'POST',
      headers: { origin: 'https://example.org' },
    });
    expect(response.status).toBe(403);
    await shown(key).toMatchObject({ state: 'CREATED' });
  });

  it('leaves nothing of ended tasks when history is cleaned', async () => {
    const { key } = await create();
    await call('POST', `/v2/user-tasks/${key}/completion`);
    await shown(key).toMatchObject({ state: 'COMPLETED' });
    const definitions = await engine.monitor.definitions();
    await engine.cleanHistory(
      definitions.map(({ key }) => ({ definitionKey: key, endedBefore: Date.now() + 1 })),
    );
    expect((await call('GET', `/v2/user-tasks/${key}`)).status).toBe(404);
  });
});
