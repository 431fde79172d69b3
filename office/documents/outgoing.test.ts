import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSignature } from '@congvan/signing';
import { createTestAuthority, startTimestampAuthority, type TestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import {
  addDocumentFile,
  completeTask,
  createDraft,
  getDocument,
  registerRows,
  saveSigningKey,
  signatureReports,
  system,
  updateDraft,
} from '../index.ts';
import { doStep, draftBefore } from '../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest, PIN } from '../testing/officeAtTest.ts';
import { giveTask } from '../testing/tasks.ts';

let at: OfficeAtTest;
let authority: TestAuthority;
let folder: string;
let timestamps: { url: string; stop(): Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-outgoing-'));
  authority = await createTestAuthority({ folder });
  timestamps = await startTimestampAuthority({ authority });
  at = await officeAtTest({ authority, timestampUrls: [timestamps.url] });
});
afterAll(async () => {
  await at.close();
  await timestamps.stop();
  await rm(folder, { recursive: true });
});

const seen = (documentId: string) => getDocument(at.office, at.people.clerk, { documentId });
const mainOf = async (documentId: string) =>
  (await seen(documentId)).files.find(({ role, latest }) => role === 'main' && latest)!;

async function giveLeaderKey(notAfter: Date): Promise<void> {
  const notBefore = new Date('2019-01-01T00:00:00Z');
  const issued = await authority.issuePerson({ commonName: 'Nguyễn Văn leader', notBefore, notAfter });
  const files = { pkcs12: issued.pkcs12(PIN), image: demonstrationSignature('leader') };
  await saveSigningKey(at.office, system, { userId: at.people.leader.id, passphrase: PIN }, files);
}

describe('an outgoing document', () => {
  it('is signed, numbered, sealed and sent in this order, every version kept', async () => {
    const documentId = await draftBefore(at, 'send');
    const { clerk } = at.people;
    await doStep(at, documentId, 'send');
    const view = await seen(documentId);
    expect(view).toMatchObject({ state: 'issued', number: 1, label: '01/BB-SMH', issuedDate: '2026-11-24' });
    expect(view.files.filter(({ role }) => role === 'main').map(({ version }) => version)).toEqual([
      4, 3, 2, 1,
    ]);
    const main = await mainOf(documentId);
    const report = await signatureReports(at.office, clerk, { documentId, fileId: main.id });
    expect(report.items.map(({ field, verdict, level }) => [field, verdict, level])).toEqual([
      ['person', 'valid', 'B-T'],
      ['agency', 'valid', 'B-T'],
    ]);
    const { outgoing } = await registerRows(at.office, clerk, { kind: 'outgoing', year: 2026 });
    expect(outgoing).toMatchObject([{ documentId, number: 1, signer: 'Nguyễn Văn leader' }]);
  });

  it('is not changed by anybody once it was handed to the reviewers', async () => {
    const documentId = await draftBefore(at, 'reviewContent');
    const { official } = at.people;
    const content = await samplePdf();
    const file = addDocumentFile(
      at.office,
      official,
      { documentId, role: 'main' },
      { name: 'a.pdf', content },
    );
    await expect(file).rejects.toMatchObject({ code: 'document-state' });
    const { version } = await seen(documentId);
    const change = updateDraft(at.office, official, { documentId, version, subject: 'Khác' });
    await expect(change).rejects.toMatchObject({ code: 'document-state' });
  });

  it('comes back to the drafter with the remark, and may be changed again', async () => {
    const documentId = await draftBefore(at, 'sign');
    await doStep(at, documentId, 'sign', {
      outcome: 'return',
      remark: 'Sửa câu cuối',
      passphrase: undefined,
    });
    const view = await seen(documentId);
    expect(view.state).toBe('draft');
    const { official } = at.people;
    const { version } = await updateDraft(at.office, official, {
      documentId,
      version: view.version,
      subject: 'Mới',
    });
    expect(version).toBe(view.version + 1);
    const stale = updateDraft(at.office, official, { documentId, version: view.version, subject: 'Cũ' });
    await expect(stale).rejects.toMatchObject({ code: 'document-changed' });
  });

  it('is dated in the current year, unless another was chosen, which then stays', async () => {
    const pageYear = async (chosen?: number) => {
      const fields = { typeCode: 'BB', subject: 'Năm', ...(chosen ? { pageYear: chosen } : {}) };
      const { documentId } = await createDraft(at.office, at.people.official, fields);
      const { version } = await seen(documentId);
      await updateDraft(at.office, at.people.official, { documentId, version, subject: 'Năm mới' });
      const { db } = at.office;
      const row = db.selectFrom('office.documents').select('pageYear').where('id', '=', documentId);
      return (await row.executeTakeFirstOrThrow()).pageYear;
    };
    expect(await pageYear()).toBe(2026);
    expect(await pageYear(2020)).toBe(2020);
  });

  it('keeps everything that a change does not name', async () => {
    const { documentId } = await createDraft(at.office, at.people.official, {
      typeCode: 'BB',
      subject: 'Cũ',
      urgency: 'flash',
      capacity: 'KT.',
      recipients: [{ name: 'Sở Tài chính' }],
      body: 'Nội dung',
    });
    const { version } = await seen(documentId);
    await updateDraft(at.office, at.people.official, { documentId, version, subject: 'Mới' });
    expect(await seen(documentId)).toMatchObject({
      ...{ subject: 'Mới', urgency: 'flash', body: 'Nội dung', recipients: [{ name: 'Sở Tài chính' }] },
    });
    const signer = { documentId, version: version + 1, signerId: at.people.leader.id };
    await updateDraft(at.office, at.people.official, signer);
    expect((await seen(documentId)).signer).toMatchObject({ capacity: 'KT.', fullName: 'Nguyễn Văn leader' });
  });

  it('is neither sealed nor sent before it has its number', async () => {
    const documentId = await draftBefore(at, 'number');
    await expect(doStep(at, documentId, 'seal')).rejects.toMatchObject({ code: 'document-state' });
    await expect(doStep(at, documentId, 'send')).rejects.toMatchObject({ code: 'document-state' });
  });

  it('gets one number when the clerk presses twice', async () => {
    const documentId = await draftBefore(at, 'number');
    const { clerk } = at.people;
    const taskId = await giveTask(at, 'number', documentId, { candidate: 'role:clerk' });
    const press = () =>
      completeTask(at.office, clerk, { taskId, kind: 'number', outcome: 'number', date: '2026-11-24' });
    const results = await Promise.allSettled([press(), press()]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { outgoing } = await registerRows(at.office, clerk, { kind: 'outgoing', year: 2026 });
    expect(outgoing.map(({ number }) => number)).toEqual(outgoing.map((_, index) => index + 1));
  });

  it('is not sealed without the signature of the competent person, as Decree 30 says in 32.2', async () => {
    const documentId = await draftBefore(at, 'sign');
    await at.office.db
      .updateTable('office.documents')
      .set({ state: 'toSeal' })
      .where('id', '=', documentId)
      .execute();
    await expect(doStep(at, documentId, 'seal')).rejects.toMatchObject({ code: 'person-signature-missing' });
  });
});

describe('a draft whose signer was locked', () => {
  it('is not approved any further, and goes back to its drafter', async () => {
    const documentId = await draftBefore(at, 'reviewForm');
    const lock = (active: boolean) =>
      at.office.db
        .updateTable('office.users')
        .set({ active })
        .where('id', '=', at.people.leader.id)
        .execute();
    await lock(false);
    try {
      const approval = doStep(at, documentId, 'reviewForm');
      await expect(approval).rejects.toMatchObject({ code: 'signer-locked', category: 'conflict' });
      const initial = doStep(at, documentId, 'reviewForm', { passphrase: PIN });
      await expect(initial).rejects.toMatchObject({ code: 'signer-locked' });
      await doStep(at, documentId, 'reviewForm', { outcome: 'return', remark: 'Chọn người ký khác' });
      expect(await seen(documentId)).toMatchObject({ state: 'draft' });
    } finally {
      await lock(true);
    }
  });
});

describe('signing', () => {
  it('with a wrong passphrase changes nothing, is audited, and locks the key after five times', async () => {
    const documentId = await draftBefore(at, 'sign');
    const before = await seen(documentId);
    const wrong = () => doStep(at, documentId, 'sign', { passphrase: '000000' });
    for (let i = 0; i < 5; i++) await expect(wrong()).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(doStep(at, documentId, 'sign')).rejects.toMatchObject({ code: 'key-locked' });
    expect(await seen(documentId)).toEqual(before);
    const denied = await at.office.db
      .selectFrom('office.audit')
      .select('details')
      .where('action', '=', 'key.open')
      .where('documentId', '=', documentId)
      .execute();
    expect(denied).toHaveLength(5);
    expect(JSON.stringify(denied)).not.toContain('000000');
  });

  it('with an expired certificate is refused with a clear reason and changes nothing', async () => {
    const fresh = await officeAtTest({ authority, timestampUrls: [timestamps.url] });
    const ours = at;
    at = fresh;
    try {
      const documentId = await draftBefore(at, 'sign');
      await giveLeaderKey(new Date('2020-12-31T00:00:00Z'));
      const before = await seen(documentId);
      const attempt = doStep(at, documentId, 'sign');
      await expect(attempt).rejects.toMatchObject({ code: 'CERTIFICATE_EXPIRED', category: 'conflict' });
      await expect(attempt).rejects.toThrow('31/12/2020');
      expect(await seen(documentId)).toEqual(before);
    } finally {
      at = ours;
      await fresh.close();
    }
  });
});
