import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  completeTask,
  createDraft,
  ForbiddenError,
  getDocument,
  getTask,
  listAudit,
  listDocuments,
  listPackets,
  listTasks,
  openRegister,
  type Person,
  registerIncomingDocument,
  registerRows,
  saveUser,
  type TaskKind,
} from '../index.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { pageToSign, registered } from '../testing/pages.ts';
import { giveTask } from '../testing/tasks.ts';

let at: OfficeAtTest;
beforeAll(async () => {
  at = await officeAtTest();
});
afterAll(() => at.close());

/** A whole and right input for every step, so that only the right to do it is missing. */
const steps: [TaskKind, string, (at: OfficeAtTest) => Record<string, unknown>][] = [
  ['receive', 'receive', () => ({})],
  ['receive', 'refuse', () => ({ reason: 'Không đúng nơi nhận' })],
  ['submit', 'submit', ({ people }) => ({ leaderId: people.leader.id })],
  ['instruct', 'instruct', ({ units }) => ({ instruction: 'Giao xử lý', lead: { unitId: units.own } })],
  ['instruct', 'returnToClerk', () => ({ remark: 'Trình người khác' })],
  ['assign', 'assign', ({ people }) => ({ userId: people.official.id })],
  ['handle', 'respond', () => ({ typeCode: 'CV', subject: 'Trả lời' })],
  ['handle', 'finish', () => ({ result: 'Đã xử lý' })],
  ['acknowledge', 'acknowledge', () => ({})],
  [
    'draft',
    'submit',
    ({ people }) => ({
      unitHeadId: people.unitHead.id,
      formReviewerId: people.formReviewer.id,
      signerId: people.leader.id,
    }),
  ],
  ['reviewContent', 'approve', () => ({})],
  ['reviewContent', 'return', () => ({ remark: 'Sửa lại' })],
  ['reviewForm', 'approve', () => ({})],
  ['reviewForm', 'return', () => ({ remark: 'Sửa lại' })],
  ['sign', 'sign', () => ({ passphrase: '123456' })],
  ['sign', 'return', () => ({ remark: 'Sửa lại' })],
  ['number', 'number', () => ({ date: '2026-11-20' })],
  ['seal', 'seal', () => ({ passphrase: '123456' })],
  ['send', 'send', () => ({ recipients: [{ name: 'Nơi nhận' }] })],
];

async function lastDenied(): Promise<{
  actorId: string | null;
  documentId: string | null;
  taskId: string | null;
}> {
  return at.office.db
    .selectFrom('office.audit')
    .select(['actorId', 'documentId', 'taskId'])
    .where('outcome', '=', 'denied')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
}

async function facts(documentId: string, taskId: string): Promise<unknown> {
  const { db } = at.office;
  return Promise.all([
    db.selectFrom('office.documents').selectAll().where('id', '=', documentId).execute(),
    db.selectFrom('office.tasks').selectAll().where('id', '=', taskId).execute(),
    db.selectFrom('office.outbox').select('id').execute(),
    db.selectFrom('office.registers').selectAll().execute(),
    db.selectFrom('office.documentFiles').select('id').execute(),
  ]);
}

describe('a task of someone else', () => {
  it.each(steps)('«%s» / «%s» is refused, audited, and changes nothing', async (kind, outcome, input) => {
    const documentId = await registered(at);
    const { stranger, leader, admin } = at.people;
    const taskId = await giveTask(at, kind, documentId, { assigneeId: leader.id });
    for (const person of [stranger, admin]) {
      const before = await facts(documentId, taskId);
      await expect(
        completeTask(at.office, person, { taskId, kind, outcome, ...input(at) }),
      ).rejects.toBeInstanceOf(ForbiddenError);
      expect(await facts(documentId, taskId)).toEqual(before);
      expect(await lastDenied()).toEqual({ actorId: person.id, documentId, taskId });
    }
  });

  it('cannot be read, nor found in any box', async () => {
    const documentId = await registered(at);
    const taskId = await giveTask(at, 'draft', documentId, { assigneeId: at.people.official.id });
    await expect(getTask(at.office, at.people.stranger, { taskId })).rejects.toBeInstanceOf(ForbiddenError);
    expect((await listTasks(at.office, at.people.stranger)).items).toEqual([]);
  });
});

describe('a task for a role of a unit', () => {
  it('is open to that role in that unit, not to the role elsewhere nor to others in the unit', async () => {
    const documentId = await registered(at);
    const { unitHead, secondHead, official } = at.people;
    const taskId = await giveTask(at, 'acknowledge', documentId, {
      candidate: `role:unitHead@${at.units.second}`,
    });
    const seenBy = async (person: Person) =>
      (await listTasks(at.office, person)).items.some(({ id }) => id === taskId);
    expect(await Promise.all([secondHead, unitHead, official].map(seenBy))).toEqual([true, false, false]);
    await expect(
      completeTask(at.office, unitHead, { taskId, kind: 'acknowledge', outcome: 'acknowledge' }),
    ).rejects.toBeInstanceOf(ForbiddenError);
    await completeTask(at.office, secondHead, { taskId, kind: 'acknowledge', outcome: 'acknowledge' });
    await expect(
      completeTask(at.office, secondHead, { taskId, kind: 'acknowledge', outcome: 'acknowledge' }),
    ).rejects.toMatchObject({ code: 'task-closed' });
  });
});

describe('a document', () => {
  it('is read by the clerk, the leaders, and those it was opened to; an attempt of others is audited', async () => {
    const documentId = await registered(at, 'Văn bản riêng');
    const { clerk, leader, official, admin } = at.people;
    for (const person of [clerk, leader]) {
      expect((await getDocument(at.office, person, { documentId })).id).toBe(documentId);
    }
    for (const person of [official, admin]) {
      await expect(getDocument(at.office, person, { documentId })).rejects.toBeInstanceOf(ForbiddenError);
      expect(await lastDenied()).toMatchObject({ actorId: person.id, documentId });
      const { items } = await listDocuments(at.office, person, { q: 'riêng' });
      expect(items).toEqual([]);
    }
    await giveTask(at, 'handle', documentId, { assigneeId: official.id });
    expect((await getDocument(at.office, official, { documentId })).id).toBe(documentId);
    expect((await listDocuments(at.office, official, { q: 'riêng' })).items).toHaveLength(1);
  });
});

describe('work that needs a role', () => {
  it('is refused to others, and audited', async () => {
    const { clerk, official, admin } = at.people;
    const { office } = at;
    const main = { name: 'a.pdf', content: await pageToSign('A') };
    const attempts: [Person, () => Promise<unknown>][] = [
      [clerk, () => createDraft(office, clerk, { typeCode: 'CV', subject: 'Văn thư không soạn' })],
      [
        official,
        () =>
          registerIncomingDocument(
            office,
            official,
            {
              source: 'paper',
              issuer: { name: 'A' },
              issuedDate: '2026-11-20',
              typeCode: 'CV',
              subject: 'A',
            },
            { main },
          ),
      ],
      [official, () => registerRows(office, official, { kind: 'outgoing', year: 2026 })],
      [official, () => listPackets(office, official)],
      [clerk, () => listAudit(office, clerk)],
      [official, () => openRegister(office, official, { kind: 'incoming', year: 2021 })],
      [
        clerk,
        () => saveUser(office, clerk, { username: 'x', fullName: 'X', position: 'X', roles: ['admin'] }),
      ],
    ];
    for (const [person, attempt] of attempts) {
      await expect(attempt()).rejects.toBeInstanceOf(ForbiddenError);
      expect((await lastDenied()).actorId).toBe(person.id);
    }
    expect((await listAudit(office, admin)).items.length).toBeGreaterThan(0);
  });
});

describe('the audit trail', () => {
  it('can only grow', async () => {
    await expect(at.office.db.deleteFrom('office.audit').execute()).rejects.toThrow('append-only');
    await expect(at.office.db.updateTable('office.audit').set({ action: 'x' }).execute()).rejects.toThrow(
      'append-only',
    );
  });
});
