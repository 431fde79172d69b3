import { saveSigningKey, system } from '@congvan/office';
import { demonstrationSignature } from '@congvan/signing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Person } from '../../client.ts';
import { userIdOf } from '../../organisation.ts';
import { agency } from '../../testing/agency.ts';
import { eventually } from '../../testing/eventually.ts';
import { PIN, startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { documentCalls } from '../documents/schema.ts';
import type { completeTask } from './complete.schema.ts';
import { taskCalls } from './schema.ts';

type Completion = z.input<typeof completeTask>;
type Kind = Completion['kind'];

let server: TestServer;
const people: Record<string, Person> = {};
beforeAll(async () => {
  server = await startTestServer();
  for (const { username } of agency.people) people[username] = await server.signedIn(username);
});
afterAll(() => server?.stop());

const id = (username: string) => userIdOf(agency.organId, username);

/** The open task of a kind on a document, as soon as the process has come to it. */
const task = (username: string, kind: Kind, documentId: string) =>
  eventually(async () => {
    const { items } = await people[username]!.call(taskCalls.list, { query: { kind } });
    const found = items.find(({ document }) => document?.id === documentId);
    expect(found).toBeDefined();
    return found!;
  });
const complete = (username: string, taskId: string, body: Completion) =>
  people[username]!.call(taskCalls.complete, { params: { id: taskId }, body });
const step = async (username: string, documentId: string, body: Completion) =>
  complete(username, (await task(username, body.kind, documentId)).id, body);

async function draft(subject: string): Promise<string> {
  const body = {
    typeCode: 'BC',
    subject,
    body: 'Nội dung.',
    signerId: id('giamdoc'),
    recipients: [{ name: 'Sở Tài chính' }],
  };
  return (await people.soanthao!.call(documentCalls.createOutgoing, { body })).id;
}

async function toSign(subject: string): Promise<string> {
  const documentId = await draft(subject);
  await step('soanthao', documentId, {
    kind: 'draft',
    outcome: 'submit',
    unitHeadId: id('truongphong'),
    formReviewerId: id('thethuc'),
    signerId: id('giamdoc'),
  });
  await step('truongphong', documentId, { kind: 'reviewContent', outcome: 'approve' });
  await step('thethuc', documentId, { kind: 'reviewForm', outcome: 'approve' });
  return documentId;
}

describe('a task', () => {
  it('is done by its person only: anybody else gets 403, and the attempt is in the audit trail', async () => {
    const documentId = await draft('Báo cáo của người khác');
    const { id: taskId } = await task('soanthao', 'draft', documentId);
    const theft = complete('soanthao2', taskId, {
      kind: 'draft',
      outcome: 'submit',
      unitHeadId: id('truongphong'),
      formReviewerId: id('thethuc'),
      signerId: id('giamdoc'),
    });
    await expect(theft).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await expect(people.soanthao2!.call(taskCalls.get, { params: { id: taskId } })).rejects.toMatchObject({
      status: 403,
    });
    const { items } = await people.quantri!.call(auditCalls.list, { query: { document: documentId } });
    const denied = items.filter(({ outcome }) => outcome === 'denied');
    expect(denied.map((entry) => entry.actor?.fullName)).toEqual(['Lê Thị Khác', 'Lê Thị Khác']);
    expect((await task('soanthao', 'draft', documentId)).state).toBe('open');
  });

  it('refuses an outcome of another kind, or one without what it needs, and stays open', async () => {
    const documentId = await draft('Báo cáo nhầm việc');
    const { id: taskId } = await task('soanthao', 'draft', documentId);
    const wrong = complete('soanthao', taskId, { kind: 'reviewForm', outcome: 'approve' });
    await expect(wrong).rejects.toMatchObject({
      status: expect.toSatisfy((s: number) => s === 403 || s === 409),
    });
    const nothing = complete('soanthao', taskId, { kind: 'draft', outcome: 'submit' } as Completion);
    await expect(nothing).rejects.toMatchObject({ status: 400, code: 'invalid-input' });
    expect((await task('soanthao', 'draft', documentId)).id).toBe(taskId);
  });

  it('counts in the boxes of its person', async () => {
    const before = await people.truongphong!.call(taskCalls.counts);
    const done = async () =>
      (await people.truongphong!.call(taskCalls.list, { query: { box: 'done' } })).total;
    const doneBefore = await done();
    const documentId = await draft('Báo cáo để đếm');
    await step('soanthao', documentId, {
      kind: 'draft',
      outcome: 'submit',
      unitHeadId: id('truongphong'),
      formReviewerId: id('thethuc'),
      signerId: id('giamdoc'),
    });
    await task('truongphong', 'reviewContent', documentId);
    const after = await people.truongphong!.call(taskCalls.counts);
    expect(after.todo).toBe(before.todo + 1);
    await step('truongphong', documentId, { kind: 'reviewContent', outcome: 'return', remark: 'Viết lại' });
    expect(await people.truongphong!.call(taskCalls.counts)).toEqual(before);
    expect(await done()).toBe(doneBefore + 1);
    const again = await task('soanthao', 'draft', documentId);
    const detail = await people.soanthao!.call(taskCalls.get, { params: { id: again.id } });
    expect(detail.returnedWith).toBe('Viết lại');
  });
});

describe('signing', () => {
  it('is refused with a wrong PIN and with an expired certificate, and leaves the document as it was', async () => {
    const documentId = await toSign('Báo cáo chờ ký');
    const { id: taskId } = await task('giamdoc', 'sign', documentId);
    const files = async () =>
      (await people.giamdoc!.call(documentCalls.get, { params: { id: documentId } })).files;
    const before = await files();
    const sign = (passphrase: string) =>
      complete('giamdoc', taskId, { kind: 'sign', outcome: 'sign', passphrase });
    await expect(sign('654321')).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Mã PIN'),
    });

    const expired = await server.services.authority.issuePerson({
      commonName: 'Nguyễn Văn Mẫu',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2022-01-01'),
    });
    const image = demonstrationSignature('hết hạn');
    await saveSigningKey(
      server.office,
      system,
      { userId: id('giamdoc'), passphrase: PIN },
      { pkcs12: expired.pkcs12(PIN), image },
    );
    await expect(sign(PIN)).rejects.toMatchObject({
      status: 409,
      code: 'CERTIFICATE_EXPIRED',
      message: expect.stringContaining('Nguyễn Văn Mẫu'),
    });
    expect(await files()).toEqual(before);

    const valid = await server.services.authority.issuePerson({ commonName: 'Nguyễn Văn Mẫu' });
    await saveSigningKey(
      server.office,
      system,
      { userId: id('giamdoc'), passphrase: PIN },
      { pkcs12: valid.pkcs12(PIN), image },
    );
    const { task: done } = await sign(PIN);
    expect(done).toMatchObject({ state: 'done', document: { state: 'toNumber' } });
    const [main] = (await files()).filter(({ role, latest }) => role === 'main' && latest);
    const { items } = await people.giamdoc!.call(documentCalls.signatures, {
      params: { id: documentId, fileId: main!.id },
    });
    expect(items).toMatchObject([{ field: 'person', verdict: 'valid', level: 'B-T' }]);
  });
});
