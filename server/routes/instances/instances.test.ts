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
    await admin.call(instanceCalls.cancel, { body: { keys: [incidents[0]!.instanceKey], reason: 'Thôi' } });
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

describe('what an instance waits for', () => {
  it('is shown with names, also the tasks of people that the engine keeps', async () => {
    const person =
      '<bpmn:userTask id="approve" name="Duyệt"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition assignee="an" candidateGroups="leaders"/><zeebe:taskSchedule dueDate="2026-12-24T10:00:00+07:00"/></bpmn:extensionElements></bpmn:userTask><bpmn:boundaryEvent id="late" name="Quá hạn" attachedToRef="approve" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>';
    await deploy(
      'people',
      model(
        'people',
        `${person}${task('work')}${flow('start', 'approve')}${flow('approve', 'end')}${flow('late', 'work')}${flow('work', 'end')}`,
      ),
    );
    const key = await start('people');
    await eventually(async () => {
      const { userTasks, timers, jobs } = await get(key);
      expect(userTasks).toMatchObject([
        {
          elementId: 'approve',
          elementName: 'Duyệt',
          state: 'CREATED',
          assignee: 'an',
          candidates: ['leaders'],
          dueAt: '2026-12-24T03:00:00.000Z',
        },
      ]);
      expect(timers).toMatchObject([{ elementId: 'late', elementName: 'Quá hạn' }]);
      expect(jobs).toEqual([]);
    });
  });

  it('stays marked while one item of a multi-instance goes on, whatever the others have come to', async () => {
    const loop =
      '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2, 3]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>';
    const each = task('each').replace('</bpmn:serviceTask>', loop);
    await deploy('items', model('items', `${each}${flow('start', 'each')}${flow('each', 'end')}`));
    const key = await start('items');
    const jobs = await eventually(async () => {
      const found = (await get(key)).jobs;
      expect(found).toHaveLength(3);
      return found;
    });
    await engine.completeJob(jobs.at(-1)!.key);
    await eventually(async () => {
      const { elements, jobs: left } = await get(key);
      expect(left).toHaveLength(2);
      expect(elements.find(({ elementId }) => elementId === 'each')).toMatchObject({
        state: 'active',
        endedAt: null,
      });
    });
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

describe('a version', () => {
  it('is started with variables, and deleted when nothing runs on it', async () => {
    await deploy('by-hand', steps('by-hand', 'only'));
    const { key } = await eventually(async () => {
      const { items } = await admin.call(processCalls.list);
      return items.find(({ processId }) => processId === 'by-hand') ?? Promise.reject(new Error('not yet'));
    });
    const params = { key };
    await expect(
      admin.call(processCalls.start, { params, body: { variables: '[1]' } }),
    ).rejects.toMatchObject({ status: 400, details: [{ where: 'variables' }] });
    const body = { variables: '{"amount": 12, "pin": "0000"}' };
    const leader = await server.signedIn('giamdoc');
    await expect(leader.call(processCalls.start, { params, body })).rejects.toMatchObject({ status: 403 });
    const { instanceKey } = await admin.call(processCalls.start, { params, body });
    await eventually(async () =>
      expect((await get(instanceKey)).variables).toMatchObject([
        { name: 'amount', value: '12' },
        { name: 'pin', value: null },
      ]),
    );
    const remove = { params, body: { reason: 'Vẽ nhầm' } };
    await expect(leader.call(processCalls.remove, remove)).rejects.toMatchObject({ status: 403 });
    await expect(admin.call(processCalls.remove, remove)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Phiên bản này còn lần chạy'),
    });
    await admin.call(instanceCalls.cancel, { body: { keys: [instanceKey], reason: 'Thôi' } });
    await eventually(() => admin.call(processCalls.remove, remove));
    await eventually(async () => {
      const { items } = await admin.call(processCalls.list);
      expect(items.map(({ processId }) => processId)).not.toContain('by-hand');
    });
    expect((await get(instanceKey)).state).toBe('terminated');
    const told = await audited();
    expect(told).toEqual(
      expect.arrayContaining([
        'process.start: Bắt đầu một lần chạy của quy trình by-hand, phiên bản 1',
        'process.delete: Xóa phiên bản 1 của quy trình by-hand',
      ]),
    );
  });
});

describe('many instances', () => {
  it('are migrated by one mapping and cancelled with one reason; each tells what became of it', async () => {
    await deploy('fleet', steps('fleet', 'old'));
    const keys = await Promise.all([start('fleet'), start('fleet'), start('fleet')]);
    await deploy('fleet', steps('fleet', 'new'));
    const definitionKey = await eventually(async () => {
      const { items } = await admin.call(processCalls.list);
      const versions = items.filter(({ processId }) => processId === 'fleet');
      expect(versions.map(({ active: running }) => running)).toEqual([0, 3]);
      return versions[0]!.key;
    });
    const { mappings } = await admin.call(instanceCalls.migration, {
      query: { keys: keys.join(','), definitionKey },
    });
    expect(mappings).toMatchObject([{ elementId: 'old', count: 3, proposed: null }]);
    await engine.cancelProcessInstance(keys[0]!);
    const body = {
      keys,
      targetDefinitionKey: definitionKey,
      mappings: [{ sourceElementId: 'old', targetElementId: 'new' }],
      reason: 'Đổi bước',
    };
    const clerk = await server.signedIn('vanthu');
    await expect(clerk.call(instanceCalls.migrate, { body })).rejects.toMatchObject({ status: 403 });
    const { items } = await admin.call(instanceCalls.migrate, { body });
    const message = `Lần chạy ${keys[0]} không còn chạy.`;
    expect(items).toEqual([
      { key: keys[0], refusal: { code: 'engine-missing', message } },
      ...keys.slice(1).map((key) => ({ key, refusal: null })),
    ]);
    await eventually(async () => expect(await active(keys[2]!)).toContain('new'));
    const stop = { body: { keys: keys.slice(1), reason: 'Thôi' } };
    await expect(clerk.call(instanceCalls.cancel, stop)).rejects.toMatchObject({ status: 403 });
    await admin.call(instanceCalls.cancel, stop);
    await eventually(async () => {
      const states = await Promise.all(keys.map(async (key) => (await get(key)).state));
      expect(states).toEqual(['terminated', 'terminated', 'terminated']);
    });
  });
});

describe('an instance', () => {
  it('gives variables to a step that is activated by hand, and does not offer what the engine would refuse', async () => {
    const loop =
      '<bpmn:subProcess id="each"><bpmn:startEvent id="s"/><bpmn:serviceTask id="inner"><bpmn:extensionElements><zeebe:taskDefinition type="inner-work"/></bpmn:extensionElements></bpmn:serviceTask><bpmn:endEvent id="e"/>' +
      `${flow('s', 'inner')}${flow('inner', 'e')}` +
      '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:subProcess>';
    await deploy(
      'looping',
      model(
        'looping',
        `${task('ahead')}${loop}${flow('start', 'ahead')}${flow('ahead', 'each')}${flow('each', 'end')}`,
      ),
    );
    const params = { key: await start('looping') };
    const { activatable } = await eventually(() => admin.call(instanceCalls.modification, { params }));
    expect(activatable.map(({ elementId }) => elementId)).toEqual(['ahead', 'each', 'end']);
    const modify = (elementId: string, variables?: string) => {
      const body = { activate: [{ elementId, variables }], terminate: [], reason: 'Thêm lượt' };
      return admin.call(instanceCalls.modify, { params, body });
    };
    await expect(modify('inner')).rejects.toMatchObject({
      status: 422,
      message: 'Không mở được bước nằm trong «each», vì bước này lặp nhiều lần.',
    });
    await expect(modify('ahead', '12')).rejects.toMatchObject({ status: 400 });
    await modify('ahead', '{"who": "An"}');
    await eventually(async () =>
      expect((await get(params.key)).variables).toMatchObject([
        { name: 'who', value: '"An"', scopeId: 'ahead' },
      ]),
    );
  });

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
    const query = { keys: key, definitionKey };
    const proposal = await admin.call(instanceCalls.migration, { query });
    expect(proposal.mappings).toMatchObject([{ elementId: 'first', proposed: 'first', count: 1 }]);
    expect(proposal.mappings[0]!.candidates.map(({ elementId }) => elementId)).toEqual(['first', 'second']);

    const body = { keys: [key], targetDefinitionKey: definitionKey, mappings: [], reason: 'Thêm bước' };
    const refused = await admin.call(instanceCalls.migrate, { body });
    const message = 'Bước «first» đang chạy mà chưa chọn bước tương ứng ở phiên bản mới.';
    expect(refused.items).toEqual([{ key, refusal: { code: 'engine-refused', message } }]);
    const mappings = [{ sourceElementId: 'first', targetElementId: 'second' }];
    const { items: done } = await admin.call(instanceCalls.migrate, { body: { ...body, mappings } });
    expect(done).toEqual([{ key, refusal: null }]);
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
