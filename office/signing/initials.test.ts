import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSignature } from '@congvan/signing';
import { createTestAuthority, startTimestampAuthority, type TestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfsig, pyHanko } from '../../signing/testing/validators.ts';
import { completeTask, getDocument, saveSigningKey, signatureReports, system } from '../index.ts';
import { doStep, draftBefore } from '../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest, PIN } from '../testing/officeAtTest.ts';
import { giveTask } from '../testing/tasks.ts';

let at: OfficeAtTest;
let authority: TestAuthority;
let folder: string;
let timestamps: { url: string; stop(): Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-initials-'));
  authority = await createTestAuthority({ folder });
  timestamps = await startTimestampAuthority({ authority });
  at = await officeAtTest({ authority, timestampUrls: [timestamps.url] });
  for (const who of ['unitHead', 'formReviewer', 'secondHead'] as const) {
    const issued = await authority.issuePerson({ commonName: `Nguyễn Văn ${who}` });
    const files = { pkcs12: issued.pkcs12(PIN), image: demonstrationSignature(who) };
    await saveSigningKey(at.office, system, { userId: at.people[who].id, passphrase: PIN }, files);
  }
});
afterAll(async () => {
  await at.close();
  await timestamps.stop();
  await rm(folder, { recursive: true });
});

async function mainOf(documentId: string) {
  const { files, state } = await getDocument(at.office, at.people.clerk, { documentId });
  return { state, main: files.find(({ role, latest }) => role === 'main' && latest)! };
}

describe('initials and several signers', () => {
  it('stay valid under everything that comes after them, for independent validators too', async () => {
    const documentId = await draftBefore(at, 'reviewContent');
    await doStep(at, documentId, 'reviewContent', { passphrase: PIN });
    await doStep(at, documentId, 'reviewForm', { passphrase: PIN, place: { page: 0, x: 90, y: 120 } });
    const { secondHead, leader, clerk } = at.people;
    await at.office.db
      .updateTable('office.users')
      .set({ roles: ['unitHead', 'leader'] })
      .where('id', '=', secondHead.id)
      .execute();
    const taskId = await giveTask(at, 'sign', documentId, { assigneeId: secondHead.id }, 'cosigner1');
    const cosigner = { ...secondHead, roles: ['unitHead', 'leader'] as const };
    const place = { page: 0, x: 60, y: 240 };
    await completeTask(at.office, cosigner, {
      taskId,
      kind: 'sign',
      outcome: 'sign',
      passphrase: PIN,
      place,
    });
    expect((await mainOf(documentId)).state).toBe('toSign');
    await doStep(at, documentId, 'sign');
    await doStep(at, documentId, 'number');
    await doStep(at, documentId, 'seal');
    const { main, state } = await mainOf(documentId);
    expect(state).toBe('toSend');
    const { items } = await signatureReports(at.office, clerk, { documentId, fileId: main.id });
    expect(items.map(({ field, verdict, level }) => [field, verdict, level])).toEqual([
      ['initialContent', 'valid', 'B-T'],
      ['initialForm', 'valid', 'B-T'],
      ['cosigner1', 'valid', 'B-T'],
      ['person', 'valid', 'B-T'],
      ['agency', 'valid', 'B-T'],
    ]);
    const bytes = await at.office.files.get(main.sha256);
    expect((await pyHanko(bytes, authority.caFile)).map(({ field, ok }) => [field, ok])).toEqual(
      items.map(({ field }) => [field, true]),
    );
    expect(await pdfsig(bytes)).toEqual(Array(5).fill('Signature is Valid.'));
    expect(leader.id).not.toBe(secondHead.id);
  }, 120_000);

  it('are asked for where the process says so, and gone when the draft is given back', async () => {
    const documentId = await draftBefore(at, 'reviewContent');
    const before = (await mainOf(documentId)).main.sha256;
    const { unitHead } = at.people;
    const taskId = await giveTask(at, 'reviewContent', documentId, { assigneeId: unitHead.id }, 'initial');
    const approve = { taskId, kind: 'reviewContent', outcome: 'approve' } as const;
    const without = completeTask(at.office, unitHead, approve);
    await expect(without).rejects.toMatchObject({ code: 'initial-missing' });
    await completeTask(at.office, unitHead, { ...approve, passphrase: PIN });
    expect((await mainOf(documentId)).main.sha256).not.toBe(before);
    await doStep(at, documentId, 'reviewForm', { outcome: 'return', remark: 'Sửa' });
    expect(await mainOf(documentId)).toMatchObject({ state: 'draft', main: { sha256: before, version: 3 } });
  });
});
