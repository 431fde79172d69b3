import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, withTask } from '../assignments/withTask.ts';
import { DocumentChangedError } from '../errors.ts';
import { id, recipients, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { requirePerson } from '../people/requirePerson.ts';
import { keepFile } from '../records/keepFile.ts';
import { mainFile } from '../records/mainFile.ts';
import { renderMain } from '../records/renderMain.ts';
import { findDocument, requireState, updateDocument } from './documentRow.ts';
import { draftFacts, storedFacts } from './draftFacts.ts';
import { outgoingFields } from './draftFields.ts';
import { fieldsBefore } from './updateDraft.ts';

export const submitDraftInput = z.object({
  taskId: id,
  unitHeadId: id,
  formReviewerId: id,
  signerId: id,
  recipients: recipients.min(1).optional(),
  note: text.optional(),
});

/** The drafter hands the draft to the head of unit, the person in charge of form, and the signer, in that order. */
export async function submitDraft(
  office: Office,
  actor: Actor,
  input: z.input<typeof submitDraftInput>,
): Promise<void> {
  const { taskId, unitHeadId, formReviewerId, signerId, note, ...given } = submitDraftInput.parse(input);
  const step = { taskId, kind: 'draft', outcome: 'submit', action: 'document.submitDraft' } as const;
  const { documentId } = await checkTask(office, actor, step);
  const known = await findDocument(office.db, documentId);
  requireState(known, 'draft');
  await requirePerson(office.db, 'unitHeadId', unitHeadId, 'unitHead');
  await requirePerson(office.db, 'formReviewerId', formReviewerId, 'formReviewer');
  const agency = await ownAgency(office.db);
  // A capacity that was said of another signer does not go over to this one.
  const same = known.signerId === null || known.signerId === signerId;
  const fields = outgoingFields.parse({
    ...{ ...fieldsBefore(known), signerId, capacity: same ? known.capacity : null },
    recipients: given.recipients ?? known.recipients,
  });
  const facts = await draftFacts(office, agency, known.unitId, fields);
  const changed = !isDeepStrictEqual([facts.signer, facts.recipients], [known.signer, known.recipients]);
  const files = changed && known.mainOrigin === 'template' ? await renderMain(office, agency, facts) : [];
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'draft');
    if (document.version !== known.version) throw new DocumentChangedError();
    for (const file of files) await keepFile(office, trx, documentId, file, document.drafterId);
    const main = await mainFile(trx, documentId);
    await updateDocument(trx, document, { ...storedFacts(facts), state: 'contentReview' });
    return {
      output: undefined,
      remark: note,
      variables: { unitHeadId, formReviewerId, signerId },
      details: { unitHeadId, formReviewerId, signerId, sha256: main.sha256 },
    };
  });
}
