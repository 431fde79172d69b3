// What gateway.proto says of each call's fields and errors, as a client sees it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failJob, throwJobError } from '../commands/jobs.ts';
import { INVALID_ARGUMENT, NOT_FOUND, TestGateway } from '../testing/gateway.ts';
import { bpmn, flow, service } from '../testing/index.ts';

const [OK, FAILED_PRECONDITION] = [0, 9];
/** A key of this partition that nothing has. */
const NOBODY = 2251799999999999;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

const end = '<bpmn:endEvent id="e"/>';
const taskOf = (type: string) =>
  bpmn(`<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', type)}${flow('a', 'e')}${end}`).replace(
    'id="p"',
    `id="${type}"`,
  );

/** An instance whose job has been activated. */
async function activated(type: string) {
  await gateway.deploy(taskOf(type));
  const { message } = await gateway.create({}, type);
  const [job] = await gateway.engine.activate(type);
  return { processInstanceKey: Number(message.processInstanceKey), job: job! };
}

const failed = (key: number, retries: number, retryBackOff = 0) =>
  gateway.engine.do((x) => failJob(x, { key, retries, retryBackOff, errorMessage: '', variables: {} }));

describe('CreateProcessInstance', () => {
  it.each([
    [{ bpmnProcessId: 'nowhere', version: -1 }, NOT_FOUND, "process ID 'nowhere', but none found"],
    [{ bpmnProcessId: 'nowhere', version: 2 }, NOT_FOUND, "'nowhere' and version '2', but none found"],
    [{ processDefinitionKey: NOBODY }, NOT_FOUND, `key '${NOBODY}', but none found`],
    [{}, NOT_FOUND, "key '0', but none found"],
    [{ processDefinitionKey: -1 }, INVALID_ARGUMENT, 'at least a bpmnProcessId or a key greater than -1'],
  ])('of %o is refused', async (request, code, details) => {
    expect(await gateway.call('CreateProcessInstance', request)).toMatchObject({
      code,
      details: expect.stringContaining(details),
    });
  });

  it('goes by the id where both id and key are given', async () => {
    await gateway.deploy(taskOf('by-id'));
    const request = { bpmnProcessId: 'by-id', version: -1, processDefinitionKey: NOBODY };
    expect(await gateway.call('CreateProcessInstance', request)).toMatchObject({ code: OK });
  });

  it('at an event behind an event-based gateway is refused', async () => {
    const timer = (id: string) =>
      `<bpmn:intermediateCatchEvent id="${id}"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`;
    await gateway.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'g')}<bpmn:eventBasedGateway id="g"/>${flow('g', 't')}${timer('t')}${flow('g', 'u')}${timer('u')}`,
      ).replace('id="p"', 'id="chosen"'),
    );
    const request = { bpmnProcessId: 'chosen', version: -1, startInstructions: [{ elementId: 't' }] };
    expect(await gateway.call('CreateProcessInstance', request)).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining("the element with id 't' belongs to an event-based gateway"),
    });
  });

  it('with result for another tenant is refused by its own name', async () => {
    const request = { bpmnProcessId: 'p', version: -1, tenantId: 'other' };
    expect(await gateway.call('CreateProcessInstanceWithResult', { request })).toMatchObject({
      code: INVALID_ARGUMENT,
      details:
        "Expected to handle gRPC request CreateProcessInstanceWithResult with tenant identifier 'other', but multi-tenancy is disabled",
    });
  });
});

describe('a job', () => {
  it.each([
    ['CompleteJob', 'complete'],
    ['FailJob', 'fail'],
    ['ThrowError', 'throw an error for'],
  ])('that has failed refuses %s, also in its backoff', async (call, verb) => {
    const { job } = await activated(`failed-${call}`);
    const refused = {
      code: FAILED_PRECONDITION,
      details: expect.stringContaining(
        `Expected to ${verb} job with key '${job.key}', but it is in state 'FAILED'`,
      ),
    };
    await failed(job.key, 1, 60_000);
    expect(await gateway.call(call, { jobKey: job.key })).toMatchObject(refused);
    const other = await activated(`stopped-${call}`);
    await failed(other.job.key, 0);
    expect(await gateway.call(call, { jobKey: other.job.key })).toMatchObject({ code: FAILED_PRECONDITION });
  });

  it('whose error nobody caught refuses to be completed', async () => {
    const { job } = await activated('thrown');
    const thrown = { key: job.key, errorCode: 'BAD', errorMessage: '', variables: {} };
    await gateway.engine.do((x) => throwJobError(x, thrown));
    expect(await gateway.call('CompleteJob', { jobKey: job.key })).toMatchObject({
      code: FAILED_PRECONDITION,
      details: expect.stringContaining("but it is in state 'ERROR_THROWN'"),
    });
  });

  it('that nobody works on has no timeout to update', async () => {
    const { job } = await activated('inactive');
    await failed(job.key, 1);
    expect(await gateway.call('UpdateJobTimeout', { jobKey: job.key, timeout: 1_000 })).toMatchObject({
      code: FAILED_PRECONDITION,
      details: expect.stringContaining('but it is not active'),
    });
  });

  it('is not completed with a result of a type that there is not', async () => {
    const { job } = await activated('typed');
    const completion = { jobKey: job.key, variables: '{}', result: { type: 'magic' } };
    expect(await gateway.call('CompleteJob', completion)).toMatchObject({ code: INVALID_ARGUMENT });
    const right = { ...completion, result: { type: 'userTask' } };
    expect(await gateway.call('CompleteJob', right)).toMatchObject({ code: OK });
  });
});

describe('StreamActivatedJobs', () => {
  it.each([
    [{ type: ' ' }, 'Expected to stream activated jobs with type to be present, but it was blank'],
    [{ timeout: 0 }, 'Expected to stream activated jobs with timeout to be greater than zero, but it was 0'],
    [
      { tenantIds: ['other'] },
      "Expected to handle gRPC request StreamActivatedJobs with tenant identifier 'other', but multi-tenancy is disabled",
    ],
  ])('of %o is refused', async (wrong, details) => {
    const request = { type: 't', worker: '', timeout: 1_000, ...wrong };
    expect(await gateway.call('StreamActivatedJobs', request)).toMatchObject({
      code: INVALID_ARGUMENT,
      details,
    });
  });
});

describe('ResolveIncident', () => {
  it('waits until the job has retries', async () => {
    const { job } = await activated('no-retries');
    await failed(job.key, 0);
    const incidentKey = (await gateway.engine.incidents()).find((one) => one.job === job.key)!.key;
    expect(await gateway.call('ResolveIncident', { incidentKey })).toMatchObject({
      code: FAILED_PRECONDITION,
      details: expect.stringContaining(`but job with key '${job.key}' has no retries left`),
    });
    await gateway.call('UpdateJobRetries', { jobKey: job.key, retries: 1 });
    expect(await gateway.call('ResolveIncident', { incidentKey })).toMatchObject({ code: OK });
    expect(await gateway.engine.activate('no-retries')).toMatchObject([{ key: job.key }]);
  });
});

describe('what nothing has the key of', () => {
  it.each([
    ['CancelProcessInstance', { processInstanceKey: NOBODY }],
    ['CompleteJob', { jobKey: NOBODY }],
    ['FailJob', { jobKey: NOBODY, retries: 1 }],
    ['ThrowError', { jobKey: NOBODY, errorCode: 'x' }],
    ['UpdateJobRetries', { jobKey: NOBODY, retries: 1 }],
    ['UpdateJobTimeout', { jobKey: NOBODY, timeout: 1 }],
    ['SetVariables', { elementInstanceKey: NOBODY, variables: '{}' }],
    ['ResolveIncident', { incidentKey: NOBODY }],
    ['ModifyProcessInstance', { processInstanceKey: NOBODY }],
    ['MigrateProcessInstance', { processInstanceKey: NOBODY }],
    ['DeleteResource', { resourceKey: NOBODY }],
  ])('is NOT_FOUND to %s', async (call, request) => {
    expect(await gateway.call(call, request)).toMatchObject({ code: NOT_FOUND });
  });
});

describe('an operation with a reference', () => {
  it('has it on all records that come of it, and no others', async () => {
    const { processInstanceKey, job } = await activated('referred');
    const recordsOf = async (call: string, request: object) => {
      gateway.engine.records = [];
      const { code } = await gateway.call(call, request);
      return { code, references: new Set(gateway.engine.records.map((r) => r.operationReference)) };
    };
    const variables = { elementInstanceKey: processInstanceKey, variables: '{"a": 1}' };
    const jobKey = job.key;
    for (const [call, request] of [
      ['SetVariables', variables],
      ['UpdateJobRetries', { jobKey, retries: 2 }],
      ['UpdateJobTimeout', { jobKey, timeout: 1_000 }],
      ['CreateProcessInstance', { bpmnProcessId: 'referred', version: -1 }],
      ['CancelProcessInstance', { processInstanceKey }],
    ] as [string, object][])
      expect(await recordsOf(call, { ...request, operationReference: '18446744073709551615' })).toEqual({
        code: OK,
        references: new Set(['18446744073709551615']),
      });
    const without = { bpmnProcessId: 'referred', version: -1 };
    expect(await recordsOf('CreateProcessInstance', without)).toEqual({
      code: OK,
      references: new Set([undefined]),
    });
  });
});
