import { connectEngine, type EngineClient } from '@congvan/engine/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../client.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { documentCalls } from '../documents/schema.ts';
import { incidentCalls } from '../incidents/schema.ts';
import { messageCalls } from '../messages/schema.ts';
import { monitoringCalls } from '../monitoring/schema.ts';
import { processCalls } from '../processes/schema.ts';
import { taskCalls } from '../tasks/schema.ts';
import { instanceCalls } from './schema.ts';

let server: TestServer;
let admin: Person;
let engine: EngineClient;

beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signedIn('quantri');
  engine = connectEngine({ address: server.engine });
});
afterAll(async () => {
  await engine?.close();
  await server?.stop();
});

const task = (id: string) =>
  `<bpmn:serviceTask id="${id}" name="Bước ${id}"><bpmn:extensionElements><zeebe:taskDefinition type="${id}-work" retries="1"/></bpmn:extensionElements></bpmn:serviceTask>`;
const flow = (from: string, to: string, condition = '') =>
  `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${condition && `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=${condition}</bpmn:conditionExpression>`}</bpmn:sequenceFlow>`;
const model = (processId: string, body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t"><bpmn:process id="${processId}" isExecutable="true"><bpmn:startEvent id="start"/>${body}<bpmn:endEvent id="end"/></bpmn:process></bpmn:definitions>`;

const steps = (processId: string, ...ids: string[]) =>
  model(
    processId,
    ids.map(task).join('') + ['start', ...ids].map((id, i) => flow(id, ids[i] ?? 'end')).join(''),
  );

async function deploy(processId: string, content: string): Promise<void> {
  await admin.call(processCalls.deploy, { body: { resources: [{ name: `${processId}.bpmn`, content }] } });
}

async function start(bpmnProcessId: string, variables: Record<string, never> | object = {}): Promise<string> {
  const request = { bpmnProcessId, variables: variables as Record<string, string> };
  return (await engine.createProcessInstance(request)).processInstanceKey;
}

const get = (key: string) => admin.call(instanceCalls.get, { params: { key } });
const active = async (key: string) =>
  (await get(key)).elements.filter(({ state }) => state !== 'completed').map(({ elementId }) => elementId);
const audited = async () => {
  const { items } = await admin.call(auditCalls.list, {});
  return items.map(({ action, sentence }) => `${action}: ${sentence}`);
};

describe('an incident', () => {
  it('of an expression is shown, mended by a variable, and resolved', async () => {
    await deploy(
      'route',
      model(
        'route',
        `<bpmn:exclusiveGateway id="which"/>${task('yes')}${flow('start', 'which')}${flow('which', 'yes', 'amount > 10')}${flow('yes', 'end')}`,
      ),
    );
    const key = await start('route', { amount: 'nhiều' });
    const incident = await eventually(async () => {
      const { incidents, state } = await get(key);
      expect(incidents).toHaveLength(1);
      expect(state).toBe('active');
      return incidents[0]!;
    });
    expect(incident).toMatchObject({ elementId: 'which', jobKey: null, processId: 'route' });
    const query = { processId: 'route', state: 'incident' } as const;
    const { items, counts } = await admin.call(instanceCalls.list, { query });
    expect(items).toMatchObject([{ key, state: 'incident', version: 1 }]);
    expect(counts).toMatchObject({ active: 1, incidents: 1, completed: 0 });
    expect(await admin.call(incidentCalls.list, { query: { processId: 'route' } })).toMatchObject({
      total: 1,
      next: null,
      items: [{ key: incident.key }],
    });

    const params = { key };
    const body = { scopeKey: key, name: 'amount', value: '{"a":' };
    await expect(admin.call(instanceCalls.setVariable, { params, body })).rejects.toMatchObject({
      status: 400,
      code: 'invalid-input',
      details: [{ where: 'value', message: 'Giá trị không phải JSON hợp lệ.' }],
    });
    await admin.call(instanceCalls.setVariable, { params, body: { ...body, value: '12' } });
    await admin.call(incidentCalls.resolve, { params: { key: incident.key }, body: {} });
    await eventually(async () => {
      const seen = await get(key);
      expect(seen.incidents).toEqual([]);
      expect(seen.variables).toMatchObject([{ name: 'amount', value: '12', scopeId: 'route', masked: [] }]);
      expect(seen.jobs).toMatchObject([{ elementId: 'yes', type: 'yes-work', state: 'activatable' }]);
    });
    expect(await audited()).toEqual(
      expect.arrayContaining([
        'process.resolveIncident: Cho quy trình chạy tiếp sau sự cố',
        `process.setVariable: Sửa biến «amount» của lần chạy ${key}`,
      ]),
    );
    await expect(
      admin.call(incidentCalls.resolve, { params: { key: incident.key }, body: {} }),
    ).rejects.toMatchObject({ status: 404, code: 'no-such-incident' });
  });

  it('of a job that has no tries left goes on with new ones', async () => {
    await deploy('once', steps('once', 'fragile'));
    const key = await start('once');
    let broken = true;
    const worker = engine.createWorker({
      type: 'fragile-work',
      handle: async () =>
        broken
          ? { outcome: 'failed', message: 'Máy in hết giấy', retries: 0 }
          : { outcome: 'completed', variables: {} },
    });
    const incident = await eventually(async () => {
      const { incidents, jobs } = await get(key);
      expect(incidents).toMatchObject([{ type: 'JOB_NO_RETRIES', message: 'Máy in hết giấy' }]);
      expect(jobs).toMatchObject([{ state: 'failed', retries: 0, key: incidents[0]?.jobKey }]);
      return incidents[0]!;
    });
    expect((await get(key)).elements.find(({ elementId }) => elementId === 'fragile')?.state).toBe(
      'incident',
    );
    broken = false;
    await admin.call(incidentCalls.resolve, { params: { key: incident.key }, body: { retries: 2 } });
    await eventually(async () => expect((await get(key)).state).toBe('completed'));
    await worker.close();
  });
});

describe('many incidents', () => {
  it('are resolved with one call, and each tells what became of it', async () => {
    await deploy('many', steps('many', 'brittle'));
    const instances = await Promise.all([start('many'), start('many'), start('many')]);
    let broken = true;
    const worker = engine.createWorker({
      type: 'brittle-work',
      handle: async () =>
        broken
          ? { outcome: 'failed', message: 'Máy in hết giấy', retries: 0 }
          : { outcome: 'completed', variables: {} },
    });
    const query = { processId: 'many' };
    const incidents = await eventually(async () => {
      const { items } = await admin.call(incidentCalls.list, { query });
      expect(items).toHaveLength(3);
      return items;
    });
    const [first, ...others] = incidents.map(({ key }) => key);
    await admin.call(instanceCalls.cancel, {
      params: { key: incidents[0]!.instanceKey },
      body: { reason: 'Thôi' },
    });
    await eventually(async () =>
      expect((await admin.call(incidentCalls.list, { query })).items).toHaveLength(2),
    );
    broken = false;
    const body = { keys: [first!, ...others], retries: 2 };
    const clerk = await server.signedIn('vanthu');
    await expect(clerk.call(incidentCalls.resolveMany, { body })).rejects.toMatchObject({ status: 403 });
    const { items } = await admin.call(incidentCalls.resolveMany, { body });
    expect(items).toEqual([
      { key: first, refusal: expect.objectContaining({ code: 'no-such-incident' }) },
      ...others.map((key) => ({ key, refusal: null })),
    ]);
    await eventually(async () => {
      const states = await Promise.all(instances.map(async (key) => (await get(key)).state));
      expect(states.sort()).toEqual(['completed', 'completed', 'terminated']);
    });
    const told = (await audited()).filter((entry) => entry.startsWith('process.resolveIncident'));
    expect(told.length).toBeGreaterThanOrEqual(2);
    await worker.close();
  });

  it('are no more than a hundred, each named once', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => String(index + 1));
    for (const wrong of [keys, ['7', '7'], []]) {
      const asked = admin.call(incidentCalls.resolveMany, { body: { keys: wrong } });
      await expect(asked).rejects.toMatchObject({ status: 400, code: 'invalid-input' });
    }
  });
});

describe('variables', () => {
  it('that are secret never leave the server, and are revealed only with a reason', async () => {
    await deploy('secrets', steps('secrets', 'keep'));
    const key = await start('secrets', {
      userPassword: 'sesame-1',
      profile: { name: 'An', pin: 'sesame-2' },
      long: 'x'.repeat(20_000),
    });
    const seen = await eventually(async () => {
      const detail = await get(key);
      expect(detail.jobs).toHaveLength(1);
      return detail;
    });
    expect(seen.variables).toEqual([
      expect.objectContaining({ name: 'userPassword', value: null, masked: [{ path: '', reason: 'name' }] }),
      expect.objectContaining({
        name: 'profile',
        value: '{"name":"An","pin":"•••"}',
        masked: [{ path: 'pin', reason: 'name' }],
      }),
      expect.objectContaining({ name: 'long', value: null, masked: [{ path: '', reason: 'size' }] }),
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/sesame|xxxx/);

    const params = { key };
    const body = { scopeKey: key, name: 'userPassword', reason: 'Người dùng báo sai' };
    await expect(
      admin.call(instanceCalls.reveal, { params, body: { ...body, reason: ' ' } }),
    ).rejects.toMatchObject({ status: 400 });
    expect(await admin.call(instanceCalls.reveal, { params, body })).toEqual({ value: '"sesame-1"' });
    expect(await audited()).toContain(
      `process.reveal: Xem giá trị bị che của biến «userPassword», lần chạy ${key}`,
    );
    const clerk = await server.signedIn('vanthu');
    await expect(clerk.call(instanceCalls.reveal, { params, body })).rejects.toMatchObject({ status: 403 });
  });

  it('are masked as the admin decides', async () => {
    const key = await start('secrets', { birthday: '1990-01-01', userPassword: 'sesame' });
    const before = await admin.call(monitoringCalls.get);
    expect(before).toMatchObject({ retentionDays: null, maxValueLength: 10_000 });
    await admin.call(monitoringCalls.set, { body: { ...before, maskedNames: ['birthday'] } });
    await eventually(async () =>
      expect((await get(key)).variables).toMatchObject([
        { name: 'birthday', value: null },
        { name: 'userPassword', value: '"sesame"' },
      ]),
    );
    await admin.call(monitoringCalls.set, { body: before });
  });
});

describe('an instance', () => {
  it('is moved by hand; the task that somebody had is taken back', async () => {
    const drafter = await server.signedIn('soanthao');
    const body = { typeCode: 'BC', subject: 'Báo cáo bị chuyển bước' };
    const { id } = await drafter.call(documentCalls.createOutgoing, { body });
    const openTasks = async () => {
      const { items } = await drafter.call(taskCalls.list, { query: {} });
      return items.filter((one) => one.document?.subject === body.subject).map((one) => one.id);
    };
    const [before] = await eventually(async () => {
      const ids = await openTasks();
      expect(ids).toHaveLength(1);
      return ids;
    });
    const params = await eventually(async () => {
      const { items } = await admin.call(instanceCalls.list, { query: { search: id } });
      expect(items).toHaveLength(1);
      return { key: items[0]!.key };
    });
    const { open, activatable } = await admin.call(instanceCalls.modification, { params });
    expect(open.map(({ elementId }) => elementId)).toEqual(['draft']);
    expect(activatable.map(({ elementId }) => elementId)).toContain('draft');

    const reason = 'Giao lại từ đầu';
    const nowhere = { activate: [{ elementId: 'ghost' }], terminate: [], reason };
    await expect(admin.call(instanceCalls.modify, { params, body: nowhere })).rejects.toMatchObject({
      status: 422,
      code: 'engine-invalid',
      message: "Quy trình không có bước 'ghost'.",
    });
    const again = { activate: [{ elementId: 'draft' }], terminate: [open[0]!.key], reason };
    await admin.call(instanceCalls.modify, { params, body: again });
    await eventually(async () => {
      const ids = await openTasks();
      expect(ids).toHaveLength(1);
      expect(ids).not.toContain(before);
    });
    expect(await audited()).toContain(
      `process.modify: Sửa đường đi của lần chạy ${params.key}: mở draft; dừng ${open[0]!.key}`,
    );
  });

  it('goes on with another version; what the engine refuses is said in Vietnamese', async () => {
    await deploy('growing', steps('growing', 'first'));
    const key = await start('growing');
    await deploy('growing', steps('growing', 'first', 'second'));
    const { items } = await eventually(async () => {
      const list = await admin.call(processCalls.list);
      const versions = list.items.filter(({ processId }) => processId === 'growing');
      expect(versions.map(({ version, latest }) => [version, latest])).toEqual([
        [2, true],
        [1, false],
      ]);
      return { items: versions };
    });
    const definitionKey = items[0]!.key;
    const params = { key };
    const proposal = await admin.call(instanceCalls.migration, { params, query: { definitionKey } });
    expect(proposal.mappings).toMatchObject([{ elementId: 'first', proposed: 'first', count: 1 }]);
    expect(proposal.mappings[0]!.candidates.map(({ elementId }) => elementId)).toEqual(['first', 'second']);

    const body = { targetDefinitionKey: definitionKey, mappings: [], reason: 'Thêm bước' };
    await expect(admin.call(instanceCalls.migrate, { params, body })).rejects.toMatchObject({
      status: 409,
      code: 'engine-refused',
      message: 'Bước «first» đang chạy mà chưa chọn bước tương ứng ở phiên bản mới.',
    });
    const mappings = [{ sourceElementId: 'first', targetElementId: 'second' }];
    await admin.call(instanceCalls.migrate, { params, body: { ...body, mappings } });
    await eventually(async () => {
      const found = await admin.call(instanceCalls.list, { query: { definitionKey } });
      expect(found.items).toMatchObject([{ key, version: 2 }]);
      expect(await active(key)).toContain('second');
    });
    const heat = await admin.call(processCalls.heatMap, { params: { key: definitionKey } });
    expect(heat.items).toContainEqual({
      elementId: 'second',
      active: 1,
      incidents: 0,
      completed: 0,
      terminated: 0,
    });
    const there = (elementId: string, state: 'active' | 'completed', person = admin) =>
      person.call(processCalls.instancesAt, { params: { key: definitionKey, elementId }, query: { state } });
    expect(await there('second', 'active')).toMatchObject({ items: [{ key, state: 'active' }], next: null });
    expect((await there('second', 'completed')).items).toEqual([]);
    await expect(there('third', 'active')).rejects.toMatchObject({ status: 404 });
    const leader = await server.signedIn('giamdoc');
    await expect(there('second', 'active', leader)).rejects.toMatchObject({ status: 403 });
  });

  it('is found by its key, by its document, and by when it started', async () => {
    const key = await start('growing');
    const found = async (query: { search?: string; startedFrom?: string; startedBefore?: string }) =>
      (await admin.call(instanceCalls.list, { query: { processId: 'growing', ...query } })).items.map(
        (instance) => instance.key,
      );
    await eventually(async () => expect(await found({ search: key })).toEqual([key]));
    expect(await found({ search: '2225/TTr-STTTT' })).toEqual([]);
    expect(await found({ search: 'không phải số' })).toEqual([]);
    const hour = 3_600_000;
    expect(await found({ startedFrom: new Date(Date.now() - hour).toISOString() })).toContain(key);
    expect(await found({ startedBefore: new Date(Date.now() - hour).toISOString() })).toEqual([]);
  });
});

describe('a message that nobody waits for', () => {
  it('is listed until its time is over, and found by its name and key', async () => {
    await engine.publishMessage({ name: 'invoice', correlationKey: 'HD-1', timeToLive: 60_000 });
    await eventually(async () => {
      const { items } = await admin.call(messageCalls.list, {});
      expect(items).toContainEqual(expect.objectContaining({ name: 'invoice', correlationKey: 'HD-1' }));
    });
    const query = { name: 'invoice', correlationKey: 'HD-2' };
    expect((await admin.call(messageCalls.list, { query })).items).toEqual([]);
    await expect(admin.call(messageCalls.list, { query: { name: 'invoice' } })).rejects.toMatchObject({
      status: 400,
      code: 'invalid-input',
    });
  });
});
