import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow, service } from '../../testing/index.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  await deploy({ 'p.bpmn': model, 'later.bpmn': laterModel, 'dish.dmn': dish });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const message = (id: string, name: string) =>
  `<bpmn:message id="${id}" name="${name}"><bpmn:extensionElements><zeebe:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>`;
const refused = '<bpmn:error id="refused" errorCode="refused"/>';
const body = `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', '=work')}
  <bpmn:boundaryEvent id="b" attachedToRef="a"><bpmn:errorEventDefinition errorRef="refused"/></bpmn:boundaryEvent>${flow('b', 'refusedEnd')}<bpmn:endEvent id="refusedEnd"/>
  ${flow('a', 'm')}<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateCatchEvent>${flow('m', 'e')}<bpmn:endEvent id="e"/>`;
const model = bpmn(body, message('paid', 'paid') + refused);
const laterModel = model
  .replace('id="p"', 'id="later"')
  .replaceAll('id="a"', 'id="a2"')
  .replaceAll('"a"', '"a2"');
const adHoc = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'h')}<bpmn:adHocSubProcess id="h"><bpmn:extensionElements><zeebe:adHoc/></bpmn:extensionElements>${service('one', 'adhoc')}${service('two', 'adhoc')}</bpmn:adHocSubProcess>${flow('h', 'e')}<bpmn:endEvent id="e"/>`,
).replace('id="p"', 'id="adhoc"');
const dish = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dishes" name="Dishes" namespace="test">
  <decision id="dish" name="Dish"><decisionTable id="t"><input id="i" label="Season"><inputExpression id="ie" typeRef="string"><text>season</text></inputExpression></input><output id="o" name="dish" typeRef="string"/>
  <rule id="r"><inputEntry id="x"><text>"winter"</text></inputEntry><outputEntry id="y"><text>"phở"</text></outputEntry></rule></decisionTable></decision>
</definitions>`;

type Body = Record<string, unknown> & { [key: string]: never };
interface Answer {
  status: number;
  body: Body;
}
async function request(method: string, path: string, sent?: unknown): Promise<Answer> {
  const isForm = sent instanceof FormData;
  const response = await fetch(`${engine.restAddress}/v2${path}`, {
    method,
    ...(sent !== undefined && {
      body: isForm ? sent : typeof sent === 'string' ? sent : JSON.stringify(sent),
      ...(!isForm && { headers: { 'content-type': 'application/json' } }),
    }),
  });
  // Integers that JavaScript would change are told apart as texts.
  const text = (await response.text()).replace(/:(\d{17,})/g, ':"$1"');
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}
const post = (path: string, sent?: unknown) => request('POST', path, sent);

function deploy(files: Record<string, string>): Promise<Answer> {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('resources', new Blob([content]), name);
  return post('/deployments', form);
}
let orders = 0;
async function create(variables: object = {}): Promise<{ key: string; order: string }> {
  const order = `order-${++orders}`;
  const { body } = await post('/process-instances', {
    processDefinitionId: 'p',
    variables: { order, work: order, ...variables },
  });
  return { key: body.processInstanceKey!, order };
}
async function activate(type: string, more: object = {}): Promise<Body[]> {
  const { body } = await post('/jobs/activation', {
    type,
    worker: 'w',
    timeout: 60_000,
    maxJobsToActivate: 1,
    requestTimeout: 10_000,
    ...more,
  });
  return body.jobs as unknown as Body[];
}

/** Until the read side has it. */
async function instance(key: string) {
  await expect.poll(() => engine.monitor.instance(Number(key)), { timeout: 20_000 }).toBeDefined();
  return (await engine.monitor.instance(Number(key)))!;
}

describe('commands over REST', () => {
  it('deploys processes, decisions and forms, once', async () => {
    const files = { 'p.bpmn': model, 'later.bpmn': laterModel, 'dish.dmn': dish };
    const first = await deploy(files);
    expect(first).toMatchObject({
      status: 200,
      body: {
        deploymentKey: expect.stringMatching(/^\d+$/),
        tenantId: '<default>',
        deployments: [
          {
            processDefinition: {
              processDefinitionId: 'p',
              processDefinitionVersion: 1,
              processDefinitionKey: expect.stringMatching(/^\d+$/),
              resourceName: 'p.bpmn',
              tenantId: '<default>',
            },
          },
          { processDefinition: { processDefinitionId: 'later' } },
          {
            decisionDefinition: {
              decisionDefinitionId: 'dish',
              name: 'Dish',
              decisionRequirementsId: 'dishes',
            },
          },
          { decisionRequirements: { decisionRequirementsId: 'dishes', decisionRequirementsName: 'Dishes' } },
        ],
      },
    });
    expect((await deploy(files)).body.deployments).toEqual(first.body.deployments);
    const form = await deploy({ 'duyệt.form': '{"id":"approve","components":[]}' });
    expect(form.body.deployments).toMatchObject([
      { form: { formId: 'approve', version: 1, resourceName: 'duyệt.form' } },
    ]);
  });

  it('runs an instance with its worker and a message, and waits for its end', async () => {
    const order = 'paid-7';
    const ended = post('/process-instances', {
      processDefinitionId: 'p',
      variables: { order, work: order, big: 1 },
      awaitCompletion: true,
      fetchVariables: ['done', 'amount'],
      requestTimeout: 20_000,
      tags: ['urgent'],
    });
    const [job] = await activate(order, { fetchVariable: ['big'] });
    expect(job).toEqual({
      jobKey: expect.stringMatching(/^\d+$/),
      type: order,
      processDefinitionId: 'p',
      processDefinitionVersion: 1,
      processDefinitionKey: expect.stringMatching(/^\d+$/),
      processInstanceKey: expect.stringMatching(/^\d+$/),
      elementId: 'a',
      elementInstanceKey: expect.stringMatching(/^\d+$/),
      worker: 'w',
      retries: 3,
      deadline: expect.any(Number),
      tenantId: '<default>',
      kind: 'BPMN_ELEMENT',
      listenerEventType: 'UNSPECIFIED',
      customHeaders: {},
      variables: { big: 1 },
      tags: ['urgent'],
    });
    const whole = `{"variables":{"done":18446744073709551615}}`;
    expect(await post(`/jobs/${job!.jobKey}/completion`, whole)).toMatchObject({ status: 204 });
    const published = await post('/messages/publication', {
      name: 'paid',
      correlationKey: order,
      timeToLive: 60_000,
      messageId: 'once',
      variables: { amount: 5 },
    });
    expect(published).toMatchObject({
      status: 200,
      body: { messageKey: expect.stringMatching(/^\d+$/), tenantId: '<default>' },
    });
    expect(await ended).toMatchObject({
      status: 200,
      body: {
        processDefinitionId: 'p',
        processDefinitionVersion: 1,
        processInstanceKey: job!.processInstanceKey,
        variables: { amount: 5, done: '18446744073709551615' },
        tags: ['urgent'],
      },
    });
  });

  it('does not wait for ever', async () => {
    expect(
      await post('/process-instances', {
        processDefinitionId: 'p',
        variables: { order: 'x', work: 'x' },
        awaitCompletion: true,
        requestTimeout: 100,
      }),
    ).toMatchObject({ status: 504, body: { title: 'DEADLINE_EXCEEDED' } });
    expect(await activate('nothing', { requestTimeout: 50 })).toEqual([]);
    expect(await activate('nothing', { requestTimeout: -1 })).toEqual([]);
  });

  it('keeps the jobs of a poll whose client has gone for others', async () => {
    const { order } = await create({ work: 'gone' });
    const away = new AbortController();
    const poll = fetch(`${engine.restAddress}/v2/jobs/activation`, {
      method: 'POST',
      signal: away.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: order, timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 30_000 }),
    }).catch(() => 'gone');
    away.abort();
    expect(await poll).toBe('gone');
    await create({ work: order });
    expect(await activate(order)).toHaveLength(1);
  });

  it('takes a job through failure, incident and resolution', async () => {
    const { key, order } = await create();
    const [job] = await activate(order);
    const fail = (retries: number) =>
      post(`/jobs/${job!.jobKey}/failure`, { retries, errorMessage: 'hỏng', retryBackOff: 0 });
    expect(await fail(1)).toMatchObject({ status: 204 });
    expect((await activate(order))[0]).toMatchObject({ jobKey: job!.jobKey, retries: 1 });
    expect(await fail(0)).toMatchObject({ status: 204 });
    expect(await post(`/jobs/${job!.jobKey}/completion`)).toMatchObject({
      status: 409,
      body: { title: 'INVALID_STATE' },
    });
    await expect.poll(async () => (await instance(key)).incidents, { timeout: 20_000 }).toHaveLength(1);
    const [incident] = (await instance(key)).incidents;
    const update = { changeset: { retries: 2 }, operationReference: 7 };
    expect(await request('PATCH', `/jobs/${job!.jobKey}`, update)).toMatchObject({ status: 204 });
    expect(await post(`/incidents/${incident!.key}/resolution`)).toMatchObject({ status: 204 });
    expect((await activate(order))[0]).toMatchObject({ retries: 2 });
    const both = { changeset: { retries: 3, timeout: 1_000_000 } };
    expect(await request('PATCH', `/jobs/${job!.jobKey}`, both)).toMatchObject({ status: 204 });
    expect(
      await post(`/jobs/${job!.jobKey}/error`, { errorCode: 'refused', variables: { why: 'x' } }),
    ).toMatchObject({ status: 204 });
    await expect.poll(async () => (await instance(key)).state, { timeout: 20_000 }).toBe('COMPLETED');
  });

  it('correlates a message, or says that nobody waits for it', async () => {
    const { key, order } = await create();
    const correlate = () => post('/messages/correlation', { name: 'paid', correlationKey: order });
    expect(await correlate()).toMatchObject({
      status: 404,
      body: {
        detail: `Command 'CORRELATE' rejected with code 'NOT_FOUND': Expected to find subscription for message with name 'paid' and correlation key '${order}', but none was found.`,
      },
    });
    const [job] = await activate(order);
    await post(`/jobs/${job!.jobKey}/completion`, { variables: {} });
    expect(await correlate()).toMatchObject({
      status: 200,
      body: { processInstanceKey: key, tenantId: '<default>', messageKey: expect.any(String) },
    });
  });

  it('sets variables, modifies, migrates and cancels an instance', async () => {
    const { key, order } = await create();
    const variables = { variables: { note: 'gấp' }, local: true };
    expect(await request('PUT', `/element-instances/${key}/variables`, variables)).toMatchObject({
      status: 204,
    });
    const [job] = await activate(order);
    expect(job!.variables).toMatchObject({ note: 'gấp' });
    const modification = {
      activateInstructions: [{ elementId: 'm', variableInstructions: [{ variables: { at: 'm' } }] }],
      terminateInstructions: [{ elementInstanceKey: job!.elementInstanceKey }],
    };
    expect(await post(`/process-instances/${key}/modification`, modification)).toMatchObject({ status: 204 });
    const { body } = await deploy({ 'p.bpmn': model, 'later.bpmn': laterModel, 'dish.dmn': dish });
    const deployments = body.deployments as unknown as {
      processDefinition: { processDefinitionKey: string };
    }[];
    const plan = {
      targetProcessDefinitionKey: deployments[1]!.processDefinition.processDefinitionKey,
      mappingInstructions: [{ sourceElementId: 'm', targetElementId: 'm' }],
    };
    expect(await post(`/process-instances/${key}/migration`, plan)).toMatchObject({ status: 204 });
    await expect.poll(async () => (await instance(key)).bpmnProcessId, { timeout: 20_000 }).toBe('later');
    expect(await post(`/process-instances/${key}/cancellation`, { operationReference: 3 })).toMatchObject({
      status: 204,
    });
    expect(await post(`/process-instances/${key}/cancellation`)).toMatchObject({
      status: 404,
      body: { title: 'NOT_FOUND', detail: expect.stringContaining('no such process was found') },
    });
  });

  it('activates elements of an ad hoc sub-process', async () => {
    await deploy({ 'adhoc.bpmn': adHoc });
    const created = await post('/process-instances', { processDefinitionId: 'adhoc' });
    const { path } = await instance(created.body.processInstanceKey!);
    const { key } = path.find(({ elementId }) => elementId === 'h')!;
    const go = (...elementIds: string[]) =>
      post(`/element-instances/ad-hoc-activities/${key}/activation`, {
        elements: elementIds.map((elementId) => ({ elementId, variables: { from: elementId } })),
      });
    expect(await go('one', 'one')).toMatchObject({ status: 400, body: { title: 'INVALID_ARGUMENT' } });
    expect(await go('three')).toMatchObject({ status: 404, body: { title: 'NOT_FOUND' } });
    expect(await go('one', 'two')).toMatchObject({ status: 204 });
    const jobs = await activate('adhoc', { maxJobsToActivate: 2 });
    expect(jobs.map(({ variables }) => (variables as unknown as { from: string }).from).sort()).toEqual([
      'one',
      'two',
    ]);
    for (const { jobKey } of jobs) await post(`/jobs/${jobKey}/completion`);
    expect(await go('one')).toMatchObject({ status: 404 });
  });

  it('broadcasts signals, evaluates decisions, deletes resources, tells how it is', async () => {
    expect(await post('/signals/broadcast', { signalName: 'noon' })).toMatchObject({
      status: 200,
      body: { signalKey: expect.stringMatching(/^\d+$/), tenantId: '<default>' },
    });
    const decide = (more: object) =>
      post('/decision-definitions/evaluation', { variables: { season: 'winter' }, ...more });
    const { status, body } = await decide({ decisionDefinitionId: 'dish' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        decisionDefinitionId: 'dish',
        decisionDefinitionName: 'Dish',
        decisionDefinitionVersion: 1,
        decisionRequirementsId: 'dishes',
        output: '"phở"',
        evaluatedDecisions: [
          {
            decisionDefinitionId: 'dish',
            decisionDefinitionType: 'DECISION_TABLE',
            evaluatedInputs: [{ inputId: 'i', inputName: 'Season', inputValue: '"winter"' }],
            matchedRules: [{ ruleId: 'r', ruleIndex: 1, evaluatedOutputs: [{ outputValue: '"phở"' }] }],
          },
        ],
      },
    });
    expect(await decide({ decisionDefinitionKey: body.decisionDefinitionKey })).toMatchObject({
      status: 200,
    });
    expect(await decide({ decisionDefinitionId: 'none' })).toMatchObject({ status: 404 });
    expect(await post(`/resources/${body.decisionRequirementsKey}/deletion`)).toEqual({
      status: 200,
      body: {},
    });
    expect(await request('GET', '/status')).toMatchObject({ status: 204 });
  });

  it('says what is wrong with a request', async () => {
    const cases: [path: string, sent: unknown, status: number, title: string, detail: string][] = [
      [
        '/process-instances',
        {},
        400,
        'INVALID_ARGUMENT',
        'At least one of [processDefinitionId, processDefinitionKey] is required.',
      ],
      [
        '/process-instances',
        { processDefinitionKey: 1234567890 },
        400,
        'Bad Request',
        'Request property [processDefinitionKey] cannot be parsed',
      ],
      [
        '/process-instances',
        { processDefinitionId: 'none' },
        404,
        'NOT_FOUND',
        "Command 'CREATE' rejected with code 'NOT_FOUND': Expected to find process definition with process ID 'none', but none found",
      ],
      [
        '/process-instances',
        { processDefinitionId: 'p', tenantId: 'other' },
        400,
        'INVALID_ARGUMENT',
        "Expected to handle request Create Process Instance with tenant identifier 'other', but multi-tenancy is disabled.",
      ],
      [
        '/process-instances/1/cancellation',
        { operationReference: 0 },
        400,
        'INVALID_ARGUMENT',
        "The value for operationReference is '0' but must be > 0.",
      ],
      [
        '/process-instances/1/modification',
        { activateInstructions: { foo: 'bar' } },
        400,
        'Bad Request',
        'Request property [activateInstructions] cannot be parsed',
      ],
      [
        '/process-instances/1/migration',
        { targetProcessDefinitionKey: '1' },
        400,
        'INVALID_ARGUMENT',
        'No mappingInstructions provided.',
      ],
      [
        '/jobs/activation',
        { type: 1000, timeout: 1, maxJobsToActivate: 1 },
        400,
        'Bad Request',
        'Request property [type] cannot be parsed',
      ],
      [
        '/jobs/activation',
        { type: ' ', timeout: 0, maxJobsToActivate: 1 },
        400,
        'INVALID_ARGUMENT',
        "No type provided. The value for timeout is '0' but must be greater than 0.",
      ],
      [
        '/jobs/activation',
        { type: 'a', maxJobsToActivate: 1 },
        400,
        'INVALID_ARGUMENT',
        'No timeout provided.',
      ],
      ['/jobs/1/error', {}, 400, 'INVALID_ARGUMENT', 'No errorCode provided.'],
      [
        '/jobs/1/completion',
        { variables: [] },
        400,
        'Bad Request',
        'Request property [variables] cannot be parsed',
      ],
      [
        '/jobs/1/completion',
        { result: { type: 'other' } },
        400,
        'Bad Request',
        "Unexpected value 'other' for enum field 'type'. Use any of the following values: [userTask, adHocSubProcess]",
      ],
      ['/messages/publication', {}, 400, 'INVALID_ARGUMENT', 'No name provided.'],
      // Nothing is passed over in silence: what is misspelled would be lost.
      [
        '/messages/publication',
        { name: 'paid', correlationKeys: 'o-1' },
        400,
        'Bad Request',
        'Request property [correlationKeys] cannot be parsed',
      ],
      [
        '/process-instances/1/modification',
        { terminateInstructions: [{ elementInstanceKey: '1', elementId: 'a' }] },
        400,
        'Bad Request',
        'Request property [terminateInstructions.elementId] cannot be parsed',
      ],
      ['/messages/correlation', {}, 400, 'INVALID_ARGUMENT', 'No messageName provided.'],
      [
        '/incidents/first/resolution',
        {},
        400,
        'Bad Request',
        "Failed to convert 'incidentKey' with value: 'first'",
      ],
      [
        '/deployments',
        {},
        415,
        'Unsupported Media Type',
        "Content-Type 'application/json' is not supported.",
      ],
      ['/deployments', new FormData(), 400, 'Bad Request', "Required part 'resources' is not present."],
    ];
    for (const [path, sent, status, title, detail] of cases)
      expect(await post(path, sent), `${path} ${JSON.stringify(sent)}`).toEqual({
        status,
        body: { type: 'about:blank', title, status, detail, instance: `/v2${path}` },
      });
    const unknown = await request('PATCH', '/jobs/2251799813738612', {
      changeset: { retries: 0, timeout: 0 },
    });
    expect(unknown.body.detail).toBe(
      "Command 'UPDATE' rejected with code 'NOT_FOUND': Expected to update job with key '2251799813738612', but no such job was found",
    );
  });

  it('refuses what is too large before it is a command', async () => {
    const form = new FormData();
    form.append('resources', new Blob(['x'.repeat(5_000_000)]), 'p.bpmn');
    expect(await post('/deployments', form)).toMatchObject({ status: 413 });
    const variables = { a: 'x'.repeat(5_000_000) };
    expect(await post('/process-instances', { processDefinitionId: 'p', variables })).toMatchObject({
      status: 413,
    });
    const many = { type: 'a', timeout: 1, maxJobsToActivate: 1, fetchVariable: Array(2_000).fill('a') };
    expect(await post('/jobs/activation', many)).toMatchObject({ status: 400 });
  });
});

describe('the clock over REST', () => {
  it('is pinned and reset, and refuses what is no time', async () => {
    const startDate = async () => {
      const created = await post('/process-instances', { processDefinitionId: 'p', awaitCompletion: false });
      const path = `/process-instances/${created.body.processInstanceKey}`;
      return vi.waitFor(
        async () => {
          const found = await request('GET', path);
          expect(found.status).toBe(200);
          return String(found.body.startDate);
        },
        { timeout: 30_000 },
      );
    };
    expect((await request('PUT', '/clock', { timestamp: Date.UTC(2020, 1, 29) })).status).toBe(204);
    expect(await startDate()).toBe('2020-02-29T00:00:00.000Z');
    expect((await post('/clock/reset')).status).toBe(204);
    expect(Date.parse(await startDate())).toBeGreaterThan(Date.UTC(2026, 0, 1));
    expect(await request('PUT', '/clock', {})).toMatchObject({
      status: 400,
      body: { detail: 'No timestamp provided.' },
    });
    expect((await request('PUT', '/clock', { timestamp: -1 })).status).toBe(400);
    expect((await request('PUT', '/clock', { timestamp: 'now' })).status).toBe(400);
  });
});
