import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../client.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { processCalls } from '../processes/schema.ts';
import { formCalls } from './schema.ts';

let server: TestServer;
let admin: Person;
beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signedIn('quantri');
});
afterAll(() => server?.stop());

const form = (label: string) =>
  JSON.stringify({
    ...{ type: 'default', id: 'leave', schemaVersion: 18 },
    components: [{ type: 'textfield', key: 'days', label, id: 'Field_1' }],
  });
const deploy = (content: string) =>
  admin.call(processCalls.deploy, { body: { resources: [{ name: 'leave.form', content }] } });

describe('deployed forms', () => {
  it('are listed by version, newest first, and each is read as it was deployed', async () => {
    await deploy(form('Số ngày'));
    await deploy(form('Số ngày nghỉ'));
    const versions = await eventually(async () => {
      const { items } = await admin.call(formCalls.list);
      const leave = items.filter(({ formId }) => formId === 'leave');
      expect(leave.map(({ version, latest }) => [version, latest])).toEqual([
        [2, true],
        [1, false],
      ]);
      return leave;
    });
    const [second, first] = await Promise.all(
      versions.map(({ key }) => admin.call(formCalls.get, { params: { key } })),
    );
    expect(first).toMatchObject({ formId: 'leave', version: 1, schema: form('Số ngày') });
    expect(second).toMatchObject({ version: 2, schema: form('Số ngày nghỉ') });
  });

  it('are those of the office as well; a key of something else is no form', async () => {
    const { items } = await admin.call(formCalls.list);
    expect(items.map(({ formId }) => formId)).toContain('sign-document');
    const [process] = (await admin.call(processCalls.list)).items;
    const asked = admin.call(formCalls.get, { params: { key: process!.key } });
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'no-such-form' });
  });
});
