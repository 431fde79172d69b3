import { connectEngine } from '@congvan/engine/client';
import { setMonitoring, system } from '@congvan/office';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMonitor } from '../../engine/monitor.ts';
import { cleanHistory } from '../../engine/retention.ts';
import { auditCalls } from '../routes/audit/schema.ts';
import { eventually } from '../testing/eventually.ts';
import { startTestServer, type TestServer } from '../testing/testServer.ts';
import { cleanOnce } from './retention.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

const model = (id: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><bpmn:process id="${id}" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/><bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>`;

it('history goes when its days are over, each process by its own, and the audit trail says so', async () => {
  const client = connectEngine({ address: server.engine });
  const monitor = openMonitor(server.databaseUrl);
  const ended = async () => (await monitor.instances({ state: 'COMPLETED' })).map((one) => one.bpmnProcessId);
  for (const bpmnProcessId of ['short', 'long']) {
    await client.deployResources([{ name: `${bpmnProcessId}.bpmn`, content: model(bpmnProcessId) }]);
    await client.createProcessInstance({ bpmnProcessId });
  }
  await eventually(async () => expect(await ended()).toHaveLength(2));

  const DAY = 86_400_000;
  const inDays = (days: number) =>
    cleanOnce(
      { ...server.office, clock: { now: () => new Date(Date.now() + days * DAY) } },
      { monitor, cleanHistory: (cleanings) => cleanHistory(server.databaseUrl, cleanings) },
    );
  expect(await inDays(1000)).toBe(0);
  await setMonitoring(server.office, system, {
    maskedNames: [],
    maxValueLength: 1000,
    retentionDays: 30,
    retentionByProcess: { long: null },
  });
  expect(await inDays(29)).toBe(0);
  expect(await inDays(31)).toBe(1);
  expect(await ended()).toEqual(['long']);
  const admin = await server.signedIn('quantri');
  const { items } = await admin.call(auditCalls.list, {});
  expect(items.map(({ sentence }) => sentence)).toContain('Xóa lịch sử của 1 lần chạy đã hết hạn lưu');
  await client.close();
  await monitor.close();
});
