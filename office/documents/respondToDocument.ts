import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, withTask } from '../assignments/withTask.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requireState } from './documentRow.ts';
import { insertDraft, prepareDraft } from './draft.ts';
import { outgoingFields } from './draftFields.ts';

export const respondToDocumentInput = outgoingFields.extend({ taskId: id });

/**
 * The handler opens a draft that answers the document. The task stays open: the process ends it by itself once the
 * response is issued.
 */
export async function respondToDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof respondToDocumentInput>,
): Promise<{ openedDocumentId: string }> {
  const { taskId, ...fields } = respondToDocumentInput.parse(input);
  const step = { taskId, kind: 'handle', outcome: 'respond', action: 'document.respond' } as const;
  const { documentId: inResponseTo } = await checkTask(office, actor, step);
  const draft = await prepareDraft(office, actor, { documentId: randomUUID(), fields, inResponseTo });
  return withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'assigned', 'handling');
    const { documentId: openedDocumentId } = await insertDraft(office, trx, actor, draft);
    return { output: { openedDocumentId }, stays: true, details: { openedDocumentId } };
  });
}
