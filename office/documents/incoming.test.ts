import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeTasks,
  completeDocument,
  completeTask,
  documentHistory,
  getDocument,
  getTask,
  listTasks,
  openTask,
  registerIncomingDocument,
  registerRows,
  system,
} from '../index.ts';
import { type OfficeAtTest, officeAtTest, registerFrom } from '../testing/officeAtTest.ts';
import { pageToSign, registered } from '../testing/pages.ts';
import { giveTask } from '../testing/tasks.ts';

let at: OfficeAtTest;
beforeAll(async () => {
  at = await officeAtTest();
});
afterAll(() => at.close());

const seen = (documentId: string) => getDocument(at.office, at.people.clerk, { documentId });
const paper = {
  source: 'paper',
  issuer: { name: 'Công ty Minh Họa' },
  issuedDate: '2020-11-20',
  typeCode: 'CV',
  subject: 'Xin ý kiến',
} as const;

async function instructed(): Promise<string> {
  const { clerk, leader } = at.people;
  const documentId = await registered(at);
  const submit = await giveTask(at, 'submit', documentId, { candidate: 'role:clerk' });
  const input = { kind: 'submit', outcome: 'submit', leaderId: leader.id } as const;
  await completeTask(at.office, clerk, { taskId: submit, ...input });
  const taskId = await giveTask(at, 'instruct', documentId, { assigneeId: leader.id });
  await completeTask(at.office, leader, {
    ...{ taskId, kind: 'instruct', outcome: 'instruct', instruction: 'Giao chủ trì' },
    ...{ lead: { unitId: at.units.own }, assist: [{ unitId: at.units.second }], dueDate: '2026-12-31' },
  });
  return documentId;
}

describe('an incoming document on paper', () => {
  it('gets consecutive arrival numbers, however many clerks register at once', async () => {
    await registerFrom(at, 'incoming', 2020, 500);
    const main = { name: 'scan.pdf', content: await pageToSign('A') };
    const { clerk } = at.people;
    const given = await Promise.all(
      Array.from({ length: 8 }, () =>
        registerIncomingDocument(at.office, clerk, { ...paper, arrivalDate: '2020-11-24' }, { main }),
      ),
    );
    const numbers = given.map(({ arrivalNumber }) => arrivalNumber).toSorted((a, b) => a - b);
    expect(numbers).toEqual([500, 501, 502, 503, 504, 505, 506, 507]);
    const { incoming } = await registerRows(at.office, clerk, { kind: 'incoming', year: 2020 });
    expect(incoming.map(({ arrivalNumber }) => arrivalNumber)).toEqual(numbers);
  });

  it('keeps numbers of other agencies that are no plain numbers as they are written', async () => {
    const main = { name: 'scan.pdf', content: await pageToSign('A') };
    const odd = { ...paper, number: '12a', notation: 'CV-MH' };
    const { documentId } = await registerIncomingDocument(at.office, at.people.clerk, odd, { main });
    expect((await seen(documentId)).label).toBe('12a/CV-MH');
  });

  it('is not registered, and no number is used, when its file is broken', async () => {
    const { clerk } = at.people;
    const last = async () =>
      at.office.db.selectFrom('office.registers').selectAll().where('kind', '=', 'incoming').execute();
    const before = await last();
    const main = { name: 'scan.pdf', content: Buffer.from('no PDF') };
    const attempt = registerIncomingDocument(at.office, clerk, paper, { main });
    await expect(attempt).rejects.toMatchObject({ code: 'PDF_NOT_A_PDF', category: 'invalid' });
    expect(await last()).toEqual(before);
  });
});

describe('an instruction', () => {
  it('gives each unit one part, and opens the document to their heads', async () => {
    const documentId = await instructed();
    const view = await seen(documentId);
    expect(view).toMatchObject({ state: 'assigned', dueDate: '2026-12-31' });
    expect(view.assignments.map(({ part, unit }) => [part, unit.id])).toEqual([
      ['lead', at.units.own],
      ['assist', at.units.second],
    ]);
    expect((await getDocument(at.office, at.people.secondHead, { documentId })).id).toBe(documentId);
  });

  it('is refused when a unit has two parts, or does not exist', async () => {
    const documentId = await registered(at);
    await at.office.db
      .updateTable('office.documents')
      .set({ state: 'submitted' })
      .where('id', '=', documentId)
      .execute();
    const { leader } = at.people;
    const taskId = await giveTask(at, 'instruct', documentId, { assigneeId: leader.id });
    const give = (unitId: string) =>
      completeTask(at.office, leader, {
        ...{ taskId, kind: 'instruct', outcome: 'instruct', instruction: 'Giao' },
        ...{ lead: { unitId: at.units.own }, assist: [{ unitId }] },
      });
    await expect(give(at.units.own)).rejects.toMatchObject({ code: 'input', field: 'assist' });
    await expect(give(randomUUID())).rejects.toMatchObject({ code: 'input', field: 'lead' });
    expect((await seen(documentId)).assignments).toEqual([]);
  });

  it('can be given back to the clerk, who is told why', async () => {
    const documentId = await registered(at);
    await at.office.db
      .updateTable('office.documents')
      .set({ state: 'submitted' })
      .where('id', '=', documentId)
      .execute();
    const { leader, clerk } = at.people;
    const taskId = await giveTask(at, 'instruct', documentId, { assigneeId: leader.id });
    const remark = 'Trình đồng chí phụ trách';
    await completeTask(at.office, leader, { taskId, kind: 'instruct', outcome: 'returnToClerk', remark });
    const again = await giveTask(at, 'submit', documentId, { candidate: 'role:clerk' });
    expect(await getTask(at.office, clerk, { taskId: again })).toMatchObject({ returnedWith: remark });
  });
});

describe('handling', () => {
  it('is given only to people of the lead unit', async () => {
    const documentId = await instructed();
    const { unitHead, stranger, official } = at.people;
    const taskId = await giveTask(at, 'assign', documentId, { candidate: `role:unitHead@${at.units.own}` });
    const give = (userId: string) =>
      completeTask(at.office, unitHead, { taskId, kind: 'assign', outcome: 'assign', userId });
    await expect(give(stranger.id)).rejects.toMatchObject({ code: 'input', field: 'userId' });
    await give(official.id);
    expect((await seen(documentId)).assignments[0]?.person?.id).toBe(official.id);
  });

  it('ends with the document done, and the history tells it in words', async () => {
    const documentId = await instructed();
    const { official, clerk } = at.people;
    const taskId = await giveTask(at, 'handle', documentId, { assigneeId: official.id });
    expect((await seen(documentId)).state).toBe('handling');
    const result = 'Đã trả lời qua điện thoại';
    await completeTask(at.office, official, { taskId, kind: 'handle', outcome: 'finish', result });
    await completeDocument(at.office, system, { documentId });
    await completeDocument(at.office, system, { documentId });
    expect((await seen(documentId)).state).toBe('done');
    const history = await documentHistory(at.office, clerk, { documentId });
    expect(history.map(({ sentence, remark }) => [sentence, remark])).toMatchObject([
      [expect.stringContaining('Đăng ký văn bản đến số'), null],
      ['Trình Nguyễn Văn leader', null],
      ['Cho ý kiến chỉ đạo, hạn 31/12/2026', 'Giao chủ trì'],
      ['Kết thúc xử lý', result],
      ['Hoàn thành xử lý văn bản', null],
    ]);
  });
});

describe('a job of the engine', () => {
  it('becomes one task, however often it is handed out, and is taken back when it was interrupted', async () => {
    const documentId = await registered(at);
    const { official } = at.people;
    const job: Parameters<typeof openTask>[2] = {
      jobKey: '424242',
      processInstanceKey: '77',
      elementId: 'handle',
      kind: 'handle',
      title: 'Xử lý',
      documentId,
      assigneeId: official.id,
      candidate: null,
      part: 'lead',
    };
    await openTask(at.office, system, job);
    await openTask(at.office, system, job);
    const mine = async () =>
      (await listTasks(at.office, official)).items.filter(({ document }) => document.id === documentId);
    expect(await mine()).toHaveLength(1);
    const interrupted = { documentId, processInstanceKey: '77', elementIds: ['handle'] };
    await closeTasks(at.office, system, interrupted);
    await closeTasks(at.office, system, interrupted);
    expect(await mine()).toEqual([]);
  });
});
