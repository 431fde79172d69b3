import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requirePerson } from '../people/requirePerson.ts';
import { requireState, updateDocument } from './documentRow.ts';

export const submitToLeaderInput = z.object({ taskId: id, leaderId: id, note: text.optional() });

/** The clerk puts a registered document before a leader (Decree 30, art. 23.1). */
export async function submitToLeader(
  office: Office,
  actor: Actor,
  input: z.input<typeof submitToLeaderInput>,
): Promise<void> {
  const { taskId, leaderId, note } = submitToLeaderInput.parse(input);
  const step = { taskId, kind: 'submit', outcome: 'submit', action: 'document.submitToLeader' } as const;
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'received', 'submitted');
    const leader = await requirePerson(trx, 'leaderId', leaderId, 'leader');
    await updateDocument(trx, document, { state: 'submitted' });
    const details = { leaderId, leader: leader.fullName };
    return { output: undefined, remark: note, variables: { leaderId }, details };
  });
}
