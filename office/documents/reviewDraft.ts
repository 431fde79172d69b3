import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requireState, updateDocument } from './documentRow.ts';

/** The two reviews of a draft: its content by the head of the drafting unit, its form by who is in charge of form. */
const reviews = {
  reviewContent: { state: 'contentReview', next: 'formReview', action: 'document.reviewContent' },
  reviewForm: { state: 'formReview', next: 'toSign', action: 'document.reviewForm' },
} as const;

const kind = z.enum(['reviewContent', 'reviewForm']);
export const reviewDraftInput = z.discriminatedUnion('outcome', [
  z.object({ taskId: id, kind, outcome: z.literal('approve'), note: text.optional() }),
  z.object({ taskId: id, kind, outcome: z.literal('return'), remark: text }),
]);

/** Decree 30, art. 12: approves the draft, or gives it back to the drafter with a remark. */
export async function reviewDraft(
  office: Office,
  actor: Actor,
  input: z.input<typeof reviewDraftInput>,
): Promise<void> {
  const review = reviewDraftInput.parse(input);
  const { state, next, action } = reviews[review.kind];
  const { taskId, outcome } = review;
  await withTask(office, actor, { taskId, kind: review.kind, outcome, action }, async (trx, { document }) => {
    requireState(document, state);
    await updateDocument(trx, document, { state: outcome === 'approve' ? next : 'draft' });
    return { output: undefined, remark: review.outcome === 'approve' ? review.note : review.remark };
  });
}
