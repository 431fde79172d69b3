import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requireState, updateDocument } from './documentRow.ts';

export const refuseDocumentInput = z.object({ taskId: id, reason: text });

/** The clerk returns a document that came to the wrong place or fails its checks (Decree 30, art. 21.2): status 02. */
export async function refuseDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof refuseDocumentInput>,
): Promise<void> {
  const { taskId, reason } = refuseDocumentInput.parse(input);
  const step = { taskId, kind: 'receive', outcome: 'refuse', action: 'document.refuse' } as const;
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'arrived');
    await updateDocument(trx, document, { state: 'returned', note: reason });
    await trx
      .updateTable('office.packets')
      .set({ state: 'returned' })
      .where('documentId', '=', document.id)
      .where('kind', '=', 'document')
      .execute();
    return { output: undefined, remark: reason };
  });
}
