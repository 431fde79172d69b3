import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiError, Person } from '../../client.ts';
import { userIdOf } from '../../organisation.ts';
import { agency } from '../../testing/agency.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { documentCalls } from '../documents/schema.ts';
import { peopleCalls } from '../people/schema.ts';
import { taskCalls } from '../tasks/schema.ts';
import { delegationCalls } from './schema.ts';

let server: TestServer;
const people: Record<string, Person> = {};
beforeAll(async () => {
  server = await startTestServer();
  for (const { username } of agency.people) people[username] = await server.signedIn(username);
});
afterAll(() => server?.stop());

const id = (username: string) => userIdOf(agency.organId, username);
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: ApiError) => `${error.status} ${error.code}`,
  );
const taskOf = (username: string, documentId: string) =>
  eventually(async () => {
    const { items } = await people[username]!.call(taskCalls.list, {});
    const found = items.find(({ document }) => document?.id === documentId);
    expect(found).toBeDefined();
    return found!;
  });
async function draft(): Promise<string> {
  const body = {
    typeCode: 'BC',
    subject: 'Báo cáo của người nghỉ việc',
    body: 'Nội dung.',
    signerId: id('giamdoc'),
    recipients: [{ name: 'Sở Tài chính' }],
  };
  return (await people.soanthao!.call(documentCalls.createOutgoing, { body })).id;
}

describe('the tasks of somebody who was locked', () => {
  it('are handed over by an admin, and come to the same person again when the draft is returned', async () => {
    const documentId = await draft();
    const { id: taskId } = await taskOf('soanthao', documentId);
    const { items } = await people.quantri!.call(peopleCalls.users);
    const {
      id: userId,
      unit,
      username,
      fullName,
      position,
      roles,
    } = items.find((person) => person.id === id('soanthao'))!;
    const body = { username, fullName, position, roles, unitId: unit!.id, active: false };
    await people.quantri!.call(peopleCalls.saveUser, { params: { id: userId }, body });

    const holders = await people.quantri!.call(delegationCalls.holders);
    expect(holders.items[0]).toMatchObject({ id: userId, active: false, openTasks: 1 });
    const held = await people.quantri!.call(delegationCalls.tasks, { params: { id: userId } });
    expect(held.items).toMatchObject([{ id: taskId, goesBack: false, document: { id: documentId } }]);
    const over = { toUserId: id('soanthao2'), taskIds: [taskId], reason: 'Nghỉ việc' };
    expect(
      await people.quantri!.call(delegationCalls.handOver, { params: { id: userId }, body: over }),
    ).toEqual({ handedOver: 1, returned: 0 });

    const submit = { kind: 'draft', outcome: 'submit', unitHeadId: id('truongphong') } as const;
    await people.soanthao2!.call(taskCalls.complete, {
      params: { id: taskId },
      body: { ...submit, formReviewerId: id('thethuc'), signerId: id('giamdoc') },
    });
    const review = await taskOf('truongphong', documentId);
    await people.truongphong!.call(taskCalls.complete, {
      params: { id: review.id },
      body: { kind: 'reviewContent', outcome: 'return', remark: 'Viết lại' },
    });
    expect(await taskOf('soanthao2', documentId)).toMatchObject({
      kind: 'draft',
      onBehalfOf: { id: userId },
    });
  });
});

describe('handing over', () => {
  it('is refused to whom it is not allowed, and where there is nobody', async () => {
    const params = { id: id('soanthao2') };
    const body = { toUserId: id('thethuc'), taskIds: [], reason: 'Thử', period: { from: '2030-01-01' } };
    const { giamdoc, quantri, soanthao2 } = people;
    expect(await refused(giamdoc!.call(delegationCalls.tasks, { params }))).toBe('403 forbidden');
    expect(await refused(giamdoc!.call(delegationCalls.handOver, { params, body }))).toBe('403 forbidden');
    const nobody = { id: crypto.randomUUID() };
    expect(await refused(quantri!.call(delegationCalls.tasks, { params: nobody }))).toBe(
      '404 user-not-found',
    );
    expect(await refused(quantri!.call(delegationCalls.end, { params: nobody }))).toBe(
      '404 delegation-not-found',
    );
    await soanthao2!.call(delegationCalls.handOver, { params, body });
    const { items } = await soanthao2!.call(delegationCalls.holders);
    const [delegation] = items.find((person) => person.id === params.id)!.delegations;
    expect(delegation).toMatchObject({ from: '2030-01-01', until: null, reason: 'Thử' });
    expect(await refused(giamdoc!.call(delegationCalls.end, { params: { id: delegation!.id } }))).toBe(
      '403 forbidden',
    );
    await soanthao2!.call(delegationCalls.end, { params: { id: delegation!.id } });
  });
});
