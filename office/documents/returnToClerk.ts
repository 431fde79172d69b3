import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requireState, updateDocument } from './documentRow.ts';

export const returnToClerkInput = z.object({ taskId: id, remark: text });

/** The leader gives a document back to the clerk, who submits it to the right person. */
export async function returnToClerk(
  office: Office,
  actor: Actor,
  input: z.input<typeof returnToClerkInput>,
): Promise<void> {
  const { taskId, remark } = returnToClerkInput.parse(input);
  const outcome = 'returnToClerk';
  const step = { taskId, kind: 'instruct', outcome, action: 'document.returnToClerk' } as const;
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'submitted');
    await updateDocument(trx, document, { state: 'received' });
    return { output: undefined, remark };
  });
}
