import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requireState } from './documentRow.ts';

export const finishHandlingInput = z.object({ taskId: id, result: text });

/** The handler ends the work without a response; the process then completes the document and reports 06. */
export async function finishHandling(
  office: Office,
  actor: Actor,
  input: z.input<typeof finishHandlingInput>,
): Promise<void> {
  const { taskId, result } = finishHandlingInput.parse(input);
  const step = { taskId, kind: 'handle', outcome: 'finish', action: 'document.finish' } as const;
  await withTask(office, actor, step, async (_, { document }) => {
    requireState(document, 'assigned', 'handling');
    return { output: undefined, remark: result };
  });
}
