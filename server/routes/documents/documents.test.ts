import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePdf } from '../../../signing/testing/samplePdf.ts';
import { ApiError, type Person } from '../../client.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { registerCalls } from '../registers/schema.ts';
import { documentCalls } from './schema.ts';

let server: TestServer;
let clerk: Person;
let drafter: Person;
let pdf: Buffer;

beforeAll(async () => {
  server = await startTestServer();
  clerk = await server.signedIn('vanthu');
  drafter = await server.signedIn('soanthao');
  pdf = await samplePdf({ position: 'GIÁM ĐỐC', fullName: 'Nguyễn Văn Mẫu' });
});
afterAll(() => server?.stop());

const refusal = async (work: Promise<unknown>): Promise<ApiError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

const paper = {
  source: 'paper',
  issuer: { name: 'Sở Nội vụ' },
  number: '15',
  notation: 'CV-SNV',
  typeCode: 'CV',
  issuedDate: '2026-11-20',
  subject: 'Về việc nâng lương',
};
const paperForm = (content: Uint8Array, name = 'Công văn số 15.pdf', changes: object = {}) => {
  const form = new FormData();
  form.set('document', JSON.stringify({ ...paper, ...changes }));
  form.set('main', new Blob([Buffer.from(content)], { type: 'application/pdf' }), name);
  return form;
};
const count = async () => (await clerk.call(documentCalls.list, {})).total;

describe('a paper document', () => {
  it('is registered with its scan and read again, whole or in part, under its Vietnamese name', async () => {
    const document = await clerk.call(documentCalls.registerIncoming, { form: paperForm(pdf) });
    expect(document).toMatchObject({
      label: '15/CV-SNV',
      state: 'received',
      source: 'paper',
      arrivalNumber: 1,
    });
    const [file] = document.files;
    expect(file).toMatchObject({
      name: 'Công văn số 15.pdf',
      mediaType: 'application/pdf',
      size: pdf.length,
    });

    const params = { id: document.id, fileId: file!.id };
    const bytes = await clerk.call(documentCalls.readFile, { params });
    expect(Buffer.from(bytes).equals(pdf)).toBe(true);
    const path = `/api/documents/${document.id}/files/${file!.id}`;
    const part = await clerk.fetch(path, { headers: { range: 'bytes=0-4' } });
    expect([part.status, await part.text()]).toEqual([206, '%PDF-']);
    const saved = await clerk.fetch(`${path}?download=1`);
    expect(saved.headers.get('content-disposition')).toContain("filename*=UTF-8''C%C3%B4ng%20v%C4%83n");
    expect((await clerk.call(documentCalls.signatures, { params })).items).toEqual([]);
  });

  it('is in the register of its year and in the history', async () => {
    const [document] = (await clerk.call(documentCalls.list, { query: { q: 'nâng lương' } })).items;
    const register = await clerk.call(registerCalls.get, { params: { kind: 'incoming', year: '2026' } });
    expect(register.incoming.map(({ documentId }) => documentId)).toContain(document!.id);
    const { items } = await clerk.call(documentCalls.history, { params: { id: document!.id } });
    expect(items.map(({ sentence }) => sentence).join()).not.toBe('');
  });

  const bad: [what: string, content: () => Promise<Uint8Array>, name: string, message: RegExp][] = [
    ['an empty file', async () => new Uint8Array(), 'rong.pdf', /rỗng|0 byte/],
    [
      'a picture that calls itself PDF',
      async () => Buffer.from('\x89PNG\r\n\x1a\n...', 'latin1'),
      'gia.pdf',
      /PDF/,
    ],
    ['a program', async () => Buffer.from('MZ...'), 'x.exe', /chỉ nhận/],
    ['a truncated PDF', async () => pdf.subarray(0, pdf.length / 2), 'cut.pdf', /cụt|thiếu|hỏng/i],
    ['an encrypted PDF', encrypted, 'khoa.pdf', /mật khẩu|mã hóa/i],
  ];
  it.each(bad)(
    'is refused with %s, in Vietnamese, and nothing is kept',
    async (_what, content, name, message) => {
      const before = await count();
      const error = await refusal(
        clerk.call(documentCalls.registerIncoming, { form: paperForm(await content(), name) }),
      );
      expect(error.status).toBe(422);
      expect(error.message).toMatch(message);
      expect(await count()).toBe(before);
    },
  );

  it('is refused when it names a day that is none, or says nothing of what it is about', async () => {
    const form = paperForm(pdf, 'a.pdf', { issuedDate: '2026-02-30', subject: ' ' });
    const error = await refusal(clerk.call(documentCalls.registerIncoming, { form }));
    expect(error).toMatchObject({ status: 400, code: 'invalid-input' });
    expect(error.details.map(({ where }) => where).sort()).toEqual(['issuedDate', 'subject']);
  });

  it('is the business of the clerk: anybody else is refused, and the attempt is in the audit trail', async () => {
    const error = await refusal(drafter.call(documentCalls.registerIncoming, { form: paperForm(pdf) }));
    expect(error).toMatchObject({ status: 403, code: 'forbidden' });
    const admin = await server.signedIn('quantri');
    const { items } = await admin.call(auditCalls.list, {});
    expect(items).toContainEqual(
      expect.objectContaining({
        action: 'document.registerIncoming',
        outcome: 'denied',
        ip: expect.any(String),
      }),
    );
  });
});

describe('a draft', () => {
  const fields = {
    typeCode: 'BC',
    subject: 'Báo cáo thử nghiệm',
    urgency: 'urgent' as const,
    recipients: [{ name: 'Sở Tài chính' }],
    body: 'Nội dung thứ nhất.',
  };

  it('is opened from the template, and what is not given to a change stays as it is', async () => {
    const { id, version, files } = await drafter.call(documentCalls.createOutgoing, { body: fields });
    expect(files.map(({ role, mediaType }) => [role, mediaType])).toContainEqual(['main', 'application/pdf']);
    const changed = await drafter.call(documentCalls.updateDraft, {
      params: { id },
      body: { version, body: 'Nội dung thứ hai.' },
    });
    expect(changed).toMatchObject({ ...fields, body: 'Nội dung thứ hai.' });
    const stale = drafter.call(documentCalls.updateDraft, {
      params: { id },
      body: { version, subject: 'Muộn' },
    });
    expect(await refusal(stale)).toMatchObject({ status: 409, code: 'document-changed' });
  });

  it('is not read, changed or given files by somebody else, who is refused with 403 and audited', async () => {
    const { id, version } = await drafter.call(documentCalls.createOutgoing, { body: fields });
    const other = await server.signedIn('soanthao2');
    const form = new FormData();
    form.set('document', JSON.stringify({ role: 'attachment' }));
    form.set('file', new Blob([Buffer.from(pdf)]), 'phu-luc.pdf');
    for (const attempt of [
      () => other.call(documentCalls.get, { params: { id } }),
      () => other.call(documentCalls.history, { params: { id } }),
      () => other.call(documentCalls.updateDraft, { params: { id }, body: { version, subject: 'Của tôi' } }),
      () => other.call(documentCalls.addFile, { params: { id }, form }),
    ]) {
      expect(await refusal(attempt())).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await other.call(documentCalls.list, {})).items.map((item) => item.id)).not.toContain(id);
    const admin = await server.signedIn('quantri');
    const { items } = await admin.call(auditCalls.list, { query: { document: id } });
    expect(items.filter(({ outcome }) => outcome === 'denied')).toHaveLength(4);
  });

  it('that does not exist is not found', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    expect(await refusal(clerk.call(documentCalls.get, { params: { id } }))).toMatchObject({ status: 404 });
    expect(await refusal(clerk.call(documentCalls.get, { params: { id: '1' } }))).toMatchObject({
      status: 400,
    });
  });
});

async function encrypted(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage();
  document.encrypt({ userPassword: 'a', ownerPassword: 'b' });
  return document.save();
}
