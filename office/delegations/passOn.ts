import type { TaskRow } from '../assignments/taskRow.ts';
import { openTo } from '../documents/readers.ts';
import type { Trx } from '../office.ts';

/** The facts that go with a task when another person gets it: a draft is theirs to edit, the handling theirs to answer for. */
export async function passOn(
  trx: Trx,
  { documentId, kind }: Pick<TaskRow, 'documentId' | 'kind'>,
  toUserId: string,
): Promise<void> {
  await openTo(trx, documentId, `user:${toUserId}`);
  if (kind === 'draft') {
    await trx
      .updateTable('office.documents')
      .set({ drafterId: toUserId })
      .where('id', '=', documentId)
      .execute();
  }
  if (kind === 'handle') {
    await trx
      .updateTable('office.assignments')
      .set({ userId: toUserId })
      .where('documentId', '=', documentId)
      .where('part', '=', 'lead')
      .where('state', '=', 'open')
      .execute();
  }
}
