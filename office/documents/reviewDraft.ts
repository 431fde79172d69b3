import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, keyOpening, sha256, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { InitialMissingError } from '../signing/errors.ts';
import { chosenPlace } from '../signing/signaturePlace.ts';
import { signTask } from '../signing/signTask.ts';
import { withdrawSignatures } from '../signing/withdrawSignatures.ts';
import { requireState, updateDocument } from './documentRow.ts';
import { requireSigner } from './requireSigner.ts';

/** The two reviews of a draft: its content by the head of the drafting unit, its form by who is in charge of form. */
const reviews = {
  reviewContent: { state: 'contentReview', next: 'formReview', action: 'document.reviewContent' },
  reviewForm: { state: 'formReview', next: 'toSign', action: 'document.reviewForm' },
} as const;

const kind = z.enum(['reviewContent', 'reviewForm']);
export const reviewDraftInput = z.discriminatedUnion('outcome', [
  z.object({
    taskId: id,
    kind,
    outcome: z.literal('approve'),
    note: text.optional(),
    /** With it the reviewer initials the page (ký nháy). */
    passphrase: keyOpening.passphrase.optional(),
    otp: keyOpening.otp,
    place: chosenPlace.optional(),
    fileSha256: sha256.optional(),
  }),
  z.object({ taskId: id, kind, outcome: z.literal('return'), remark: text }),
]);

/** Decree 30, art. 12: approves the draft, with an initial or without, or gives it back to the drafter with a remark. */
export async function reviewDraft(
  office: Office,
  actor: Actor,
  input: z.input<typeof reviewDraftInput>,
): Promise<void> {
  const review = reviewDraftInput.parse(input);
  if (review.outcome === 'approve' && review.passphrase !== undefined) {
    const { passphrase: words, ...rest } = review;
    return signTask(office, actor, { ...rest, passphrase: words });
  }
  const { state, next, action } = reviews[review.kind];
  const { taskId, outcome } = review;
  await withTask(office, actor, { taskId, kind: review.kind, outcome, action }, async (trx, facts) => {
    const { document, task } = facts;
    requireState(document, state);
    if (outcome === 'approve') await requireSigner(trx, document);
    if (outcome === 'approve' && task.signature === 'initial') throw new InitialMissingError();
    if (outcome === 'return') await withdrawSignatures(office, trx, document.id);
    await updateDocument(trx, document, { state: outcome === 'approve' ? next : 'draft' });
    return { output: undefined, remark: review.outcome === 'approve' ? review.note : review.remark };
  });
}
