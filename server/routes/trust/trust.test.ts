import { createHash } from 'node:crypto';
import { signPdf } from '@congvan/signing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { samplePdf } from '../../../signing/testing/samplePdf.ts';
import { tslXml } from '../../../signing/testing/tsl.ts';
import type { Person } from '../../client.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { documentCalls } from '../documents/schema.ts';
import { trustCalls } from './schema.ts';

let server: TestServer;
let admin: Person;
let clerk: Person;
let leader: Person;

beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signedIn('quantri');
  clerk = await server.signedIn('vanthu');
  leader = await server.signedIn('giamdoc');
});
afterAll(() => server?.stop());

const unknownId = '00000000-0000-4000-8000-000000000000';
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const counts = { name: 'Gốc thử', purpose: 'both', validFrom: null, validUntil: null } as const;
const policy = { requireRevocation: true, online: false, renewDays: 60, graceHours: 12 };
const change = { ...counts, enabled: false, reason: 'Ngừng dùng để thử' };

function formOf(content: string | Buffer, document?: object): FormData {
  const form = new FormData();
  if (document) form.set('document', JSON.stringify(document));
  form.set('list', new Blob([new Uint8Array(Buffer.from(content))]), 'danh-sach');
  return form;
}
const preview = (by: Person, content: string | Buffer) =>
  by.call(trustCalls.preview, { form: formOf(content) });
const add = (
  by: Person,
  content: string | Buffer,
  given: Partial<z.input<typeof trustCalls.add.upload.document>> = {},
) => {
  const document = { ...counts, sha256: sha256(content), vouch: null, replaces: null, ...given };
  return by.call(trustCalls.add, { form: formOf(content, document) });
};
const said = async () =>
  (await admin.call(auditCalls.list, {})).items.map(({ sentence, actor }) => [sentence, actor?.fullName]);

describe('trust lists over HTTP', () => {
  it('are looked at, added, read, changed and downloaded by an administrator', async () => {
    const { caPem } = server.services.authority;
    const seen = await preview(admin, caPem);
    expect(seen).toMatchObject({ kind: 'certificates', sha256: sha256(caPem), total: 1 });
    const { listId: id } = await add(admin, caPem);
    const { items, configured } = await admin.call(trustCalls.list);
    expect(items).toMatchObject([
      { id, name: 'Gốc thử', inForce: true, addedBy: { fullName: 'Đỗ Văn Giả Định' } },
    ]);
    expect(configured.map(({ fingerprint }) => fingerprint)).toEqual([seen.certificates[0]!.fingerprint]);
    const listed = await admin.call(trustCalls.certificates, { params: { id } });
    expect(listed.certificates[0]).toMatchObject({ fingerprint: seen.certificates[0]!.fingerprint });
    const file = await admin.call(trustCalls.file, { params: { id } });
    expect(Buffer.from(file).toString()).toBe(caPem);
    await admin.call(trustCalls.change, { params: { id }, body: change });
    expect((await admin.call(trustCalls.list)).items).toMatchObject([{ id, enabled: false, inForce: false }]);
    const audit = await said();
    expect(audit).toContainEqual(['Thêm danh sách tin cậy «Gốc thử»', 'Đỗ Văn Giả Định']);
    expect(audit).toContainEqual(['Ngừng dùng danh sách tin cậy «Gốc thử»', 'Đỗ Văn Giả Định']);
  });

  it('are nobody else’s business, and each refusal is in the audit trail', async () => {
    const params = { id: unknownId };
    const pem = server.services.authority.caPem;
    const calls = (by: Person): (() => Promise<unknown>)[] => [
      () => by.call(trustCalls.list),
      () => preview(by, pem),
      () => add(by, pem),
      () => by.call(trustCalls.change, { params, body: change }),
      () => by.call(trustCalls.certificates, { params }),
      () => by.call(trustCalls.file, { params }),
      () => by.call(trustCalls.preservation, {}),
      () => by.call(trustCalls.runPreservation, { body: {} }),
      () => by.call(trustCalls.getPolicy),
      () => by.call(trustCalls.savePolicy, { body: policy }),
    ];
    for (const person of [clerk, leader]) {
      for (const call of calls(person)) {
        await expect(call()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
      }
    }
    const refusals = (await said()).filter(
      ([sentence]) => sentence === 'Bị từ chối: quản lý danh sách tin cậy',
    );
    expect(refusals.filter(([, name]) => name === 'Hoàng Thị Nháp')).toHaveLength(calls(clerk).length);
    expect(refusals.filter(([, name]) => name === 'Nguyễn Văn Mẫu')).toHaveLength(calls(leader).length);
    expect((await admin.call(trustCalls.list)).items).toHaveLength(1);
  });

  it.each([
    ['an empty file', () => preview(admin, ''), { status: 422, code: 'trust-file' }],
    ['text', () => preview(admin, 'xin chào'), { status: 422, code: 'trust-file' }],
    ['a document type', () => preview(admin, '<!DOCTYPE a><a/>'), { status: 422, code: 'trust-file' }],
    [
      'another file than was looked at',
      () => add(admin, server.services.authority.caPem, { sha256: '0'.repeat(64) }),
      { status: 409, code: 'trust-file-changed' },
    ],
    [
      'an ETSI list that nobody signed or vouches for',
      () => add(admin, tslXml({ services: [{ certificate: server.services.authority.root.certificate }] })),
      { status: 409, code: 'trust-list-unverified' },
    ],
    [
      'an end before its beginning',
      () =>
        add(admin, server.services.authority.caPem, {
          validFrom: '2026-02-01T00:00:00Z',
          validUntil: '2026-01-01T00:00:00Z',
        }),
      { status: 400, code: 'invalid-input' },
    ],
    [
      'a change without a reason',
      () => admin.call(trustCalls.change, { params: { id: unknownId }, body: { ...change, reason: '' } }),
      { status: 400, code: 'invalid-input' },
    ],
    [
      'a list that is not there',
      () => admin.call(trustCalls.change, { params: { id: unknownId }, body: change }),
      { status: 404, code: 'trust-list-not-found' },
    ],
    [
      'the file of a list that is not there',
      () => admin.call(trustCalls.file, { params: { id: unknownId } }),
      { status: 404, code: 'trust-list-not-found' },
    ],
    [
      'a policy outside its bounds',
      () => admin.call(trustCalls.savePolicy, { body: { ...policy, renewDays: 1 } }),
      { status: 400, code: 'invalid-input' },
    ],
  ])('refuse %s by its code', async (_, call, refusal) => {
    await expect(call()).rejects.toMatchObject(refusal);
  });

  it('go with a policy that is kept, with what it was before', async () => {
    const before = await admin.call(trustCalls.getPolicy);
    await admin.call(trustCalls.savePolicy, { body: policy });
    expect(await admin.call(trustCalls.getPolicy)).toEqual(policy);
    expect((await said()).map(([sentence]) => sentence)).toContain('Đổi cách kiểm tra và lưu giữ chữ ký');
    await admin.call(trustCalls.savePolicy, { body: before });
  });
});

describe('the preservation of signatures over HTTP', () => {
  const boxOf = async (box: 'waiting' | 'kept' | 'unsigned') =>
    (await admin.call(trustCalls.preservation, { query: { box } })).items;

  async function received(content: Uint8Array, number: string): Promise<string> {
    const form = new FormData();
    const facts = {
      ...{ source: 'email', issuer: { name: 'Sở Tài chính' }, number, notation: 'STC-NS', typeCode: 'CV' },
      ...{ issuedDate: '2026-11-20', subject: `Văn bản số ${number}` },
    };
    form.set('document', JSON.stringify(facts));
    form.set('main', new Blob([new Uint8Array(content)]), 'van-ban.pdf');
    return (await clerk.call(documentCalls.registerIncoming, { form })).id;
  }

  it('runs now for one document, and for all that is due, when an administrator says so', async () => {
    const { person, timestampUrls } = server.services;
    const options = { key: person.key, level: 'B-T', field: 'person', timestampUrls } as const;
    const signed = await received(await signPdf(await samplePdf(), options), '1');
    const unsigned = await received(await samplePdf(), '2');
    expect((await boxOf('waiting')).map(({ documentId }) => documentId)).toEqual([signed, unsigned]);

    expect(await admin.call(trustCalls.runPreservation, { body: {} })).toEqual({ due: 0 });
    const one = await admin.call(trustCalls.runPreservation, { body: { documentId: signed } });
    expect(one).toEqual({ due: 1 });
    await eventually(async () =>
      expect(await boxOf('kept')).toMatchObject([{ documentId: signed, level: 'B-LTA', problem: null }]),
    );
    expect((await boxOf('waiting')).map(({ documentId }) => documentId)).toEqual([unsigned]);
    await admin.call(trustCalls.runPreservation, { body: { documentId: unsigned } });
    await eventually(async () => expect(await boxOf('unsigned')).toMatchObject([{ documentId: unsigned }]));
    expect((await said()).map(([sentence]) => sentence)).toContain(
      'Cho chạy ngay việc lưu giữ chữ ký: 1 văn bản',
    );
  }, 120_000);

  it('refuses a document that is not there, and a box that is none', async () => {
    const missing = admin.call(trustCalls.runPreservation, { body: { documentId: unknownId } });
    await expect(missing).rejects.toMatchObject({ status: 404, code: 'document-not-found' });
    const box = 'everything' as 'due';
    const wrong = admin.call(trustCalls.preservation, { query: { box } });
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 'invalid-input' });
  });
});
