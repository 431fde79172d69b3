import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiError, Person } from '../../client.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { documentCalls } from '../documents/schema.ts';
import { formCalls } from '../forms/schema.ts';
import { incidentCalls } from '../incidents/schema.ts';
import { instanceCalls } from '../instances/schema.ts';
import { messageCalls } from '../messages/schema.ts';
import { monitoringCalls } from '../monitoring/schema.ts';
import { processCalls } from './schema.ts';

let server: TestServer;
let admin: Person;
let bpmn: string;

beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signedIn('quantri');
  const file = new URL('../../../workflows/outgoing-document/process.bpmn', import.meta.url);
  bpmn = await readFile(file, 'utf8');
});
afterAll(() => server?.stop());

const outgoing = async () => {
  const { items } = await admin.call(processCalls.list);
  return items.filter(({ processId }) => processId === 'outgoing-document');
};
const resources = (content: string) => ({ resources: [{ name: 'outgoing-document.bpmn', content }] });
const deploy = (content: string) => admin.call(processCalls.deploy, { body: resources(content) });

describe('the admin', () => {
  it('opens, changes and deploys a process; the same content again is no new version', async () => {
    const [first] = await eventually(async () => {
      const versions = await outgoing();
      expect(versions).toHaveLength(1);
      return versions;
    });
    const { bpmnXml } = await admin.call(processCalls.xml, { params: { key: first!.key } });
    expect(bpmnXml).toBe(bpmn);
    await deploy(bpmn.replace('name="Soạn thảo"', 'name="Soạn thảo văn bản"'));
    const versions = async () => (await outgoing()).map(({ version, latest }) => [version, latest]);
    await eventually(async () =>
      expect(await versions()).toEqual([
        [2, true],
        [1, false],
      ]),
    );
  });

  const broken: [what: string, change: (xml: string) => string, elementId: string, message: RegExp][] = [
    [
      'an element that cannot run',
      (xml) => xml.replaceAll('userTask', 'choreographyTask'),
      'draft',
      /^Loại phần tử «ChoreographyTask» không/,
    ],
    [
      'a broken expression',
      (xml) => xml.replace('assignee="=drafterId"', 'assignee="=drafterId +"'),
      'draft',
      /drafterId \+/,
    ],
    [
      'a flow to nowhere',
      (xml) => xml.replace('targetRef="draft"', 'targetRef="ghost"'),
      'flow-started-draft',
      /^Đường đi nối với phần tử «ghost» không/,
    ],
  ];
  it.each(broken)(
    'is told the element of %s, and nothing is deployed',
    async (_what, change, elementId, message) => {
      const before = (await outgoing()).length;
      const { problems } = await admin.call(processCalls.validate, { body: resources(change(bpmn)) });
      expect(problems).toContainEqual(
        expect.objectContaining({ elementId, message: expect.stringMatching(message) }),
      );
      const error = (await deploy(change(bpmn)).catch((reason: unknown) => reason)) as ApiError;
      expect(error).toMatchObject({ status: 422, code: 'model-refused' });
      expect(error.details.map(({ where }) => where)).toContain(elementId);
      expect((await outgoing()).length).toBe(before);
    },
  );

  it('watches the way of a document, and stops its process with a reason', async () => {
    const drafter = await server.signedIn('soanthao');
    const body = { typeCode: 'BC', subject: 'Báo cáo có quy trình' };
    const { id } = await drafter.call(documentCalls.createOutgoing, { body });
    const view = await eventually(async () => {
      const seen = await drafter.call(documentCalls.process, { params: { id } });
      expect(seen.elements).toContainEqual(expect.objectContaining({ elementId: 'draft', state: 'active' }));
      return seen;
    });
    expect(view.flowsTaken).toContain('flow-started-draft');
    expect(view.bpmnXml).toContain('outgoing-document');

    const { items } = await admin.call(instanceCalls.list, { query: { processId: 'outgoing-document' } });
    expect(items.map(({ documentId }) => documentId)).toContain(id);
    const key = view.instanceKey!;
    await admin.call(instanceCalls.cancel, { body: { keys: [key], reason: 'Thử dừng' } });
    await eventually(async () => {
      const seen = await admin.call(instanceCalls.get, { params: { key } });
      expect(seen.state).toBe('terminated');
    });
    expect((await drafter.call(documentCalls.get, { params: { id } })).tasks).toEqual([]);
  });
});

describe('anybody else', () => {
  it('neither sees nor changes processes', async () => {
    const clerk = await server.signedIn('vanthu');
    for (const attempt of [
      () => clerk.call(processCalls.list),
      () => clerk.call(incidentCalls.list, {}),
      () => clerk.call(instanceCalls.list, {}),
      () => clerk.call(messageCalls.list, {}),
      () => clerk.call(monitoringCalls.get),
      () => clerk.call(formCalls.list),
      () => clerk.call(processCalls.deploy, { body: resources(bpmn) }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    }
  });
});
