import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { acknowledge, acknowledgeInput } from '../documents/acknowledge.ts';
import { assignHandler, assignHandlerInput } from '../documents/assignHandler.ts';
import { finishHandling, finishHandlingInput } from '../documents/finishHandling.ts';
import { instruct, instructInput } from '../documents/instruct.ts';
import { numberDocument, numberDocumentInput } from '../documents/numberDocument.ts';
import { receiveDocument, receiveDocumentInput } from '../documents/receiveDocument.ts';
import { refuseDocument, refuseDocumentInput } from '../documents/refuseDocument.ts';
import { respondToDocument, respondToDocumentInput } from '../documents/respondToDocument.ts';
import { returnFromSigning, returnFromSigningInput } from '../documents/returnFromSigning.ts';
import { returnToClerk, returnToClerkInput } from '../documents/returnToClerk.ts';
import { reviewDraft, reviewDraftInput } from '../documents/reviewDraft.ts';
import { sealDocument, sealDocumentInput } from '../documents/sealDocument.ts';
import { sendDocument, sendDocumentInput } from '../documents/sendDocument.ts';
import { signDocument, signDocumentInput } from '../documents/signDocument.ts';
import { submitDraft, submitDraftInput } from '../documents/submitDraft.ts';
import { submitToLeader, submitToLeaderInput } from '../documents/submitToLeader.ts';
import { TaskKindError } from '../errors.ts';
import { id, taskKind } from '../inputs.ts';
import type { Office } from '../office.ts';

/** `kind` and `outcome` choose the use case; the rest is the use case's own input, which it checks itself. */
export const completeTaskInput = z.looseObject({
  taskId: id,
  kind: taskKind,
  outcome: z.string().min(1).max(50),
});

export interface TaskCompletion {
  /** The draft that «handle/respond» opened. */
  openedDocumentId: string | null;
}

type Step = (office: Office, actor: Actor, input: unknown) => Promise<unknown>;

const step =
  <Schema extends z.ZodType>(
    schema: Schema,
    useCase: (office: Office, actor: Actor, input: z.output<Schema>) => Promise<unknown>,
  ): Step =>
  (office, actor, input) =>
    useCase(office, actor, schema.parse(input));

/** What can be done with each kind of task, by `kind/outcome`. */
const steps: Readonly<Record<string, Step>> = {
  'receive/receive': step(receiveDocumentInput, receiveDocument),
  'receive/refuse': step(refuseDocumentInput, refuseDocument),
  'submit/submit': step(submitToLeaderInput, submitToLeader),
  'instruct/instruct': step(instructInput, instruct),
  'instruct/returnToClerk': step(returnToClerkInput, returnToClerk),
  'assign/assign': step(assignHandlerInput, assignHandler),
  'handle/respond': step(respondToDocumentInput, respondToDocument),
  'handle/finish': step(finishHandlingInput, finishHandling),
  'acknowledge/acknowledge': step(acknowledgeInput, acknowledge),
  'draft/submit': step(submitDraftInput, submitDraft),
  'reviewContent/approve': step(reviewDraftInput, reviewDraft),
  'reviewContent/return': step(reviewDraftInput, reviewDraft),
  'reviewForm/approve': step(reviewDraftInput, reviewDraft),
  'reviewForm/return': step(reviewDraftInput, reviewDraft),
  'sign/sign': step(signDocumentInput, signDocument),
  'sign/return': step(returnFromSigningInput, returnFromSigning),
  'number/number': step(numberDocumentInput, numberDocument),
  'seal/seal': step(sealDocumentInput, sealDocument),
  'send/send': step(sendDocumentInput, sendDocument),
};

/** Does the step that `kind` and `outcome` name, through its use case. */
export async function completeTask(
  office: Office,
  actor: Actor,
  input: z.input<typeof completeTaskInput>,
): Promise<TaskCompletion> {
  const { kind, outcome } = completeTaskInput.parse(input);
  const useCase = steps[`${kind}/${outcome}`];
  if (!useCase) throw new TaskKindError(kind, outcome);
  const result = await useCase(office, actor, input);
  return { openedDocumentId: openedBy(result) };
}

const openedBy = (result: unknown): string | null =>
  typeof result === 'object' && result !== null && 'openedDocumentId' in result
    ? String(result.openedDocumentId)
    : null;
