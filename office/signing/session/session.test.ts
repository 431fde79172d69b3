import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSignature, pdfLayout, signPdf } from '@congvan/signing';
import { createTestAuthority, type Issued, type TestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acceptFromPlugin,
  beginSession,
  fileToSign,
  finishSession,
  getDocument,
  getSession,
  openSession,
  type SessionView,
  saveTokenKey,
  signingPlan,
  system,
} from '../../index.ts';
import { draftBefore } from '../../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest } from '../../testing/officeAtTest.ts';
import { giveTask } from '../../testing/tasks.ts';

let at: OfficeAtTest;
let authority: TestAuthority;
let folder: string;
let leaderToken: Issued;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-session-'));
  authority = await createTestAuthority({ folder });
  at = await officeAtTest({ authority });
  leaderToken = await authority.issuePerson({ commonName: 'Nguyễn Văn leader' });
});
afterAll(async () => {
  await at.close();
  await rm(folder, { recursive: true });
});

async function leaderSignsWith(kind: 'plugin' | 'token', issued = leaderToken): Promise<void> {
  const certificate = Buffer.from(issued.certificatePem + issued.chainPem);
  const files = { certificate, image: demonstrationSignature('leader') };
  await saveTokenKey(at.office, system, { userId: at.people.leader.id, kind }, files);
}

async function toSign() {
  const documentId = await draftBefore(at, 'sign');
  const { leader } = at.people;
  const taskId = await giveTask(at, 'sign', documentId, { assigneeId: leader.id });
  return { documentId, taskId, leader };
}

const byToken = async ({ token }: SessionView, { key } = leaderToken) =>
  Buffer.from(await key.sign(Buffer.from(token!.toBeSigned, 'base64'), 'sha256')).toString('base64');

const stateOf = async (documentId: string) =>
  (await getDocument(at.office, at.people.clerk, { documentId })).state;

describe('a token that signs digests', () => {
  it('is given a digest, and its signature is embedded; the page may be left and come back to', async () => {
    await leaderSignsWith('token');
    const { documentId, taskId, leader } = await toSign();
    const begun = await beginSession(at.office, leader, { taskId });
    expect(await openSession(at.office, leader, taskId)).toMatchObject({ id: begun.id, token: begun.token });
    const signature = await byToken(begun);
    const done = await finishSession(at.office, leader, { sessionId: begun.id, signature });
    expect(done).toMatchObject({ state: 'signed', token: null });
    expect(await stateOf(documentId)).toBe('toNumber');
    const again = finishSession(at.office, leader, { sessionId: begun.id, signature });
    await expect(again).rejects.toMatchObject({ code: 'signing-session-ended' });
  });

  it('is taken from its own person only, in time, and with its own key', async () => {
    await leaderSignsWith('token');
    const { documentId, taskId, leader } = await toSign();
    const begun = await beginSession(at.office, leader, { taskId });
    const other = await authority.issuePerson({ commonName: 'Nguyễn Văn leader' });
    const give = (signature: string, actor = leader, office = at.office) =>
      finishSession(office, actor, { sessionId: begun.id, signature });
    await expect(give(await byToken(begun, other))).rejects.toMatchObject({ code: 'SIGNATURE_MISMATCH' });
    const signature = await byToken(begun);
    await expect(give(signature, at.people.clerk)).rejects.toMatchObject({
      code: 'signing-session-not-found',
    });
    const late = { ...at.office, clock: { now: () => new Date(Date.now() + 16 * 60_000) } };
    await expect(give(signature, leader, late)).rejects.toMatchObject({ code: 'signing-session-ended' });
    expect(await stateOf(documentId)).toBe('toSign');
    await give(signature);
    expect(await stateOf(documentId)).toBe('toNumber');
  });

  it('signs nothing that has changed since, and only the last that was begun', async () => {
    await leaderSignsWith('token');
    const { taskId, leader, documentId } = await toSign();
    const first = await beginSession(at.office, leader, { taskId });
    const second = await beginSession(at.office, leader, { taskId });
    const replaced = finishSession(at.office, leader, {
      sessionId: first.id,
      signature: await byToken(first),
    });
    await expect(replaced).rejects.toMatchObject({ code: 'signing-session-ended' });
    await at.office.db
      .updateTable('office.documents')
      .set((set) => ({ version: set('version', '+', 1) }))
      .where('id', '=', documentId)
      .execute();
    const changed = finishSession(at.office, leader, {
      sessionId: second.id,
      signature: await byToken(second),
    });
    await expect(changed).rejects.toMatchObject({ code: 'document-changed' });
  });
});

describe('the place of a signature', () => {
  it('is proposed between position and name, and may be moved within a page', async () => {
    await leaderSignsWith('token');
    const { taskId, leader, documentId } = await toSign();
    const plan = await signingPlan(at.office, leader, { taskId });
    expect(plan).toMatchObject({ part: 'person', found: true, movable: true, key: { kind: 'token' } });
    const outside = beginSession(at.office, leader, { taskId, place: { page: 0, x: 580, y: 100 } });
    await expect(outside).rejects.toMatchObject({ code: 'place-outside' });
    const noPage = beginSession(at.office, leader, { taskId, place: { page: 7, x: 100, y: 100 } });
    await expect(noPage).rejects.toMatchObject({ code: 'place-outside' });
    const place = { page: 0, x: 100, y: 120 };
    const begun = await beginSession(at.office, leader, { taskId, place });
    expect(begun.token?.place).toMatchObject(place);
    await finishSession(at.office, leader, { sessionId: begun.id, signature: await byToken(begun) });
    const { files } = await getDocument(at.office, at.people.clerk, { documentId });
    const main = files.find(({ role, latest }) => role === 'main' && latest)!;
    const { signatureFields } = pdfLayout(await at.office.files.get(main.sha256));
    expect(signatureFields.find(({ name }) => name === 'person')).toMatchObject({ signed: true, place });
  });
});

describe('a plug-in that signs the whole file', () => {
  const tokenOf = ({ plugin }: SessionView) => plugin!.message.FileUploadHandler.split('/').at(-2)!;
  const signedBy = async (token: string, { key } = leaderToken, field = 'VGCA-1') => {
    const { sha256 } = await fileToSign(at.office, token);
    return signPdf(await at.office.files.get(sha256), { key, level: 'B-B', field });
  };

  it('brings it back once, and what it brings is checked before it is taken', async () => {
    await leaderSignsWith('plugin');
    const { documentId, taskId, leader } = await toSign();
    const begun = await beginSession(at.office, leader, { taskId });
    expect(begun.plugin).toMatchObject({
      url: 'wss://127.0.0.1:8987/SignApproved',
      message: { FileName: expect.stringMatching(/^http:\/\/localhost:8014\/api\/signing\/plugin\/.{43}\//) },
    });
    const token = tokenOf(begun);
    const content = await signedBy(token);
    await acceptFromPlugin(at.office, { token, content, ip: null });
    expect(await stateOf(documentId)).toBe('toNumber');
    expect(await getSession(at.office, leader, { sessionId: begun.id })).toMatchObject({ state: 'signed' });
    const again = acceptFromPlugin(at.office, { token, content, ip: null });
    await expect(again).rejects.toMatchObject({ code: 'signing-session-ended' });
  });

  it('is refused when another key signed, or another file came, and the page is told why', async () => {
    await leaderSignsWith('plugin');
    const { documentId, taskId, leader } = await toSign();
    const other = await authority.issuePerson({ commonName: 'Nguyễn Văn leader' });
    const begun = await beginSession(at.office, leader, { taskId });
    const content = await signedBy(tokenOf(begun), other);
    const stolen = acceptFromPlugin(at.office, { token: tokenOf(begun), content, ip: null });
    await expect(stolen).rejects.toMatchObject({ code: 'RETURNED_ANOTHER_SIGNER' });
    expect(await getSession(at.office, leader, { sessionId: begun.id })).toMatchObject({
      state: 'refused',
      reason: 'Chữ ký mới không phải của người được giao ký.',
    });
    expect(await stateOf(documentId)).toBe('toSign');
    const anew = await beginSession(at.office, leader, { taskId });
    const large = Buffer.alloc(40 * 1024 * 1024);
    const tooLarge = acceptFromPlugin(at.office, { token: tokenOf(anew), content: large, ip: null });
    await expect(tooLarge).rejects.toMatchObject({ code: 'returned-too-large' });
    const guessed = fileToSign(at.office, 'x'.repeat(43));
    await expect(guessed).rejects.toMatchObject({ code: 'signing-session-not-found' });
  });
});
