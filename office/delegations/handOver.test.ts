import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  completeTask,
  DelegationNotFoundError,
  documentHistory,
  endDelegation,
  ForbiddenError,
  findActor,
  getDocument,
  getTask,
  handOver,
  heldTasks,
  InputError,
  listAudit,
  listHolders,
  listTasks,
  type Person,
  saveUser,
  TaskClosedError,
  updateDraft,
} from '../index.ts';
import { doStep, draftBefore } from '../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { giveTask } from '../testing/tasks.ts';

let at: OfficeAtTest;
let today = new Date('2026-11-24T02:00:00Z');
beforeAll(async () => {
  at = await officeAtTest({ clock: { now: () => today } });
});
afterAll(() => at?.close());

const reason = 'Nghỉ thai sản';
/** Somebody new, of the unit of the drafters. */
async function somebody(unitId = at.units.own): Promise<Person> {
  const username = `u${randomUUID().slice(0, 8)}`;
  const role = ['official' as const];
  const user = { username, fullName: `Người ${username}`, position: 'Chuyên viên', unitId, roles: role };
  const { id } = await saveUser(at.office, at.people.admin, user);
  return (await findActor(at.office, id, null))!;
}
const give = (actor: Person, from: Person, to: Person | null, more: object = {}) =>
  handOver(at.office, actor, {
    ...{ userId: from.id, taskIds: [], reason, ...more },
    ...(to && { toUserId: to.id }),
  });
const boxOf = async (person: Person) => (await listTasks(at.office, person)).items.map(({ id }) => id);
const holder = async (actor: Person, id: string) =>
  (await listHolders(at.office, actor)).find((person) => person.id === id);

describe('tasks handed over', () => {
  it('go from the box of the one to that of the other, who may read the document, with a word in its history', async () => {
    const [leaver, colleague] = [await somebody(), await somebody()];
    const documentId = await registered(at);
    const taskId = await giveTask(at, 'acknowledge', documentId, { assigneeId: leaver.id });
    expect(await give(at.people.admin, leaver, colleague, { taskIds: [taskId] })).toEqual({
      handedOver: 1,
      returned: 0,
    });
    expect([await boxOf(leaver), await boxOf(colleague)]).toEqual([[], [taskId]]);
    expect((await getTask(at.office, colleague, { taskId })).onBehalfOf).toMatchObject({ id: leaver.id });
    const history = await documentHistory(at.office, colleague, { documentId });
    expect(history.at(-1)?.sentence).toMatch(/^Bàn giao việc của Người .* cho Người .*: Nghỉ thai sản$/);
    await completeTask(at.office, colleague, { taskId, kind: 'acknowledge', outcome: 'acknowledge' });
    await expect(give(at.people.admin, leaver, colleague, { taskIds: [taskId] })).rejects.toBeInstanceOf(
      TaskClosedError,
    );
  });

  it('bring what comes later on the same document along, and nothing of other documents', async () => {
    const [leaver, colleague, third] = [await somebody(), await somebody(), await somebody()];
    const [documentId, other] = [await registered(at), await registered(at)];
    const taskIds = [await giveTask(at, 'handle', documentId, { assigneeId: leaver.id })];
    await give(at.people.admin, leaver, colleague, { taskIds });
    const next = await giveTask(at, 'acknowledge', documentId, { assigneeId: leaver.id });
    const own = await giveTask(at, 'handle', other, { assigneeId: leaver.id });
    expect(await boxOf(leaver)).toEqual([own]);
    expect(await boxOf(colleague)).toContain(next);
    await give(at.people.admin, colleague, third, { taskIds: [...taskIds, next] });
    const later = await giveTask(at, 'handle', documentId, { assigneeId: leaver.id });
    expect(await boxOf(third)).toContain(later);
    await give(at.people.admin, third, leaver, { taskIds: await boxOf(third) });
    const back = await giveTask(at, 'handle', documentId, { assigneeId: leaver.id });
    expect(await boxOf(leaver)).toContain(back);
  });

  it('make whoever gets a draft its drafter, who may change it', async () => {
    const colleague = await somebody();
    const { official, unitHead } = at.people;
    const documentId = await draftBefore(at, 'draft');
    const taskId = await giveTask(at, 'draft', documentId, { assigneeId: official.id });
    await give(unitHead, official, colleague, { taskIds: [taskId] });
    const { version, drafter } = await getDocument(at.office, colleague, { documentId });
    expect(drafter).toMatchObject({ id: colleague.id });
    const change = { documentId, version, subject: 'Biên bản đã sửa' };
    await expect(updateDraft(at.office, official, change)).rejects.toBeInstanceOf(ForbiddenError);
    await updateDraft(at.office, colleague, change);
  });

  it('give a document that waits for the own signature back to its drafter', async () => {
    const { leader, admin, official } = at.people;
    const documentId = await draftBefore(at, 'sign');
    const taskId = await giveTask(at, 'sign', documentId, { assigneeId: leader.id });
    const [held] = await heldTasks(at.office, admin, { userId: leader.id });
    expect(held).toMatchObject({ id: taskId, goesBack: true });
    expect(await give(admin, leader, null, { taskIds: [taskId] })).toEqual({
      handedOver: 0,
      returned: 1,
    });
    expect(await getDocument(at.office, official, { documentId })).toMatchObject({ state: 'draft' });
    const again = await giveTask(at, 'draft', documentId, { assigneeId: official.id });
    expect((await getTask(at.office, official, { taskId: again })).returnedWith).toBe(reason);
    await doStep(at, documentId, 'draft');
  });

  it('are refused for whom they are not: without the role, locked, or the same person', async () => {
    const { unitHead, admin, official } = at.people;
    const taskIds = [
      await giveTask(at, 'reviewContent', await registered(at), { assigneeId: unitHead.id }),
      await giveTask(at, 'handle', await registered(at), { assigneeId: unitHead.id }),
    ];
    await expect(give(admin, unitHead, official, { taskIds })).rejects.toThrow('không có vai trò');
    await expect(give(admin, unitHead, unitHead, { taskIds })).rejects.toBeInstanceOf(InputError);
    await expect(give(admin, unitHead, official)).rejects.toBeInstanceOf(InputError);
    await expect(give(admin, unitHead, null, { taskIds })).rejects.toThrow('Chưa chọn người nhận');
    expect(await boxOf(unitHead)).toEqual(expect.arrayContaining(taskIds));
  });
});

describe('a delegation', () => {
  it('brings what comes on its days to the other, as far as they may do it, until it is ended', async () => {
    const [absent, colleague] = [await somebody(), await somebody()];
    const task = async (kind: 'handle' | 'reviewContent' = 'handle') =>
      giveTask(at, kind, await registered(at), { assigneeId: absent.id });
    await give(absent, absent, colleague, { period: { from: '2026-11-25', until: '2026-11-27' } });
    const before = await task();
    today = new Date('2026-11-25T02:00:00Z');
    const during = await task();
    const notTheirs = await task('reviewContent');
    expect((await holder(absent, absent.id))!.delegations).toMatchObject([
      { from: '2026-11-25', until: '2026-11-27', reason, delegate: { id: colleague.id } },
    ]);
    today = new Date('2026-11-27T18:00:00Z');
    const after = await task();
    await give(absent, absent, colleague, { period: { from: '2026-11-28' } });
    const [delegation] = (await holder(absent, absent.id))!.delegations;
    await endDelegation(at.office, absent, { delegationId: delegation!.id });
    const ended = await task();
    expect(await boxOf(colleague)).toEqual([during]);
    expect((await boxOf(absent)).sort()).toEqual([before, notTheirs, after, ended].sort());
    const { items } = await listAudit(at.office, at.people.admin, { actorId: absent.id });
    expect(items.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^Kết thúc việc .* ủy quyền cho /),
      expect.stringMatching(/ ủy quyền cho .* từ ngày 28\/11\/2026: Nghỉ thai sản$/),
      expect.stringMatching(/ ủy quyền cho .* từ ngày 25\/11\/2026 đến ngày 27\/11\/2026: Nghỉ thai sản$/),
    ]);
  });

  it('of two people for each other leaves the task with the other', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const period = { from: '2026-11-20' };
    await give(one, one, other, { period });
    await give(other, other, one, { period });
    const taskId = await giveTask(at, 'handle', await registered(at), { assigneeId: one.id });
    expect(await boxOf(other)).toEqual([taskId]);
  });

  it('ends not before it begins, nor before today', async () => {
    const [one, other] = [await somebody(), await somebody()];
    for (const period of [
      { from: '2026-12-02', until: '2026-12-01' },
      { from: '2026-11-01', until: '2026-11-02' },
    ]) {
      await expect(give(one, one, other, { period })).rejects.toBeInstanceOf(InputError);
    }
    await expect(endDelegation(at.office, one, { delegationId: randomUUID() })).rejects.toBeInstanceOf(
      DelegationNotFoundError,
    );
  });
});

describe('handing over is allowed', () => {
  it('to an admin for everybody, to the head for their unit, to each for themselves', async () => {
    const [colleague, elsewhere] = [await somebody(), await somebody(at.units.second)];
    const seen = async (actor: Person) => (await listHolders(at.office, actor)).map(({ id }) => id);
    expect(await seen(at.people.admin)).toEqual(expect.arrayContaining([colleague.id, elsewhere.id]));
    const ofUnit = await seen(at.people.unitHead);
    expect(ofUnit).toContain(colleague.id);
    expect(ofUnit).not.toContain(elsewhere.id);
    expect(await seen(colleague)).toEqual([colleague.id]);
  });

  it('and to nobody else: the attempt is refused, audited, and changes nothing', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const taskIds = [await giveTask(at, 'handle', await registered(at), { assigneeId: one.id })];
    const period = { from: '2026-11-26' };
    await give(one, one, other, { period });
    const [delegation] = (await holder(one, one.id))!.delegations;
    for (const stranger of [other, at.people.secondHead, at.people.leader]) {
      await expect(give(stranger, one, other, { taskIds, period })).rejects.toBeInstanceOf(ForbiddenError);
      await expect(heldTasks(at.office, stranger, { userId: one.id })).rejects.toBeInstanceOf(ForbiddenError);
      const end = endDelegation(at.office, stranger, { delegationId: delegation!.id });
      await expect(end).rejects.toBeInstanceOf(ForbiddenError);
      const { items } = await listAudit(at.office, at.people.admin, {
        actorId: stranger.id,
        outcome: 'denied',
      });
      expect(items.map(({ action }) => action)).toEqual(Array(3).fill('task.handOver'));
    }
    expect(await boxOf(one)).toEqual(taskIds);
    expect((await holder(one, one.id))!.delegations).toHaveLength(1);
  });

  it('out of the unit only to an admin', async () => {
    const [one, elsewhere] = [await somebody(), await somebody(at.units.second)];
    const taskIds = [await giveTask(at, 'handle', await registered(at), { assigneeId: one.id })];
    await expect(give(one, one, elsewhere, { taskIds })).rejects.toThrow('quản trị viên');
    await expect(give(at.people.unitHead, one, elsewhere, { taskIds })).rejects.toThrow('quản trị viên');
    await give(at.people.admin, one, elsewhere, { taskIds });
  });
});
