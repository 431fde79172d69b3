import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { giveTask } from '../testing/tasks.ts';
import { listTasks } from './listTasks.ts';

let at: OfficeAtTest;
beforeAll(async () => {
  at = await officeAtTest();
});
afterAll(() => at?.close());

async function task(urgency: string, dueDate: string | null): Promise<string> {
  const documentId = await registered(at);
  await at.office.db
    .updateTable('office.documents')
    .set({ urgency: urgency as 'normal', dueDate })
    .where('id', '=', documentId)
    .execute();
  return giveTask(at, 'acknowledge', documentId, { assigneeId: at.people.official.id });
}

it('what is urgent is on top, then what is due soon, then what came last', async () => {
  const [old, due, urgent, recent, flash] = [
    await task('normal', null),
    await task('normal', '2030-01-31'),
    await task('urgent', null),
    await task('normal', null),
    await task('flash', null),
  ];
  const { items } = await listTasks(at.office, at.people.official);
  expect(items.map(({ id }) => id)).toEqual([flash, urgent, due, recent, old]);
});
