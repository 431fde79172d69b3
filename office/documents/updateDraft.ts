import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { yearOf } from '../dates.ts';
import { DocumentChangedError, ForbiddenError } from '../errors.ts';
import { id, recipients, urgency } from '../inputs.ts';
import type { Office } from '../office.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { keepFile, type StoredUpload } from '../records/keepFile.ts';
import { renderMain } from '../records/renderMain.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';
import { type DocumentRow, findDocument, lockDocument, requireState, updateDocument } from './documentRow.ts';
import { type DraftFacts, draftFacts, storedFacts } from './draftFacts.ts';
import { type OutgoingFields, outgoingFields } from './draftFields.ts';

/** Without the defaults of a new draft: what is not given stays as it is. */
export const updateDraftInput = outgoingFields
  .extend({ urgency, recipients })
  .partial()
  .extend({
    documentId: id,
    version: z.int().min(0).meta({ description: 'The version read; 409 when it has changed since.' }),
  });

/**
 * The drafter changes a draft; a main file from the template is made anew. After it was submitted nothing may change
 * (Decree 30, art. 11): it must be returned first.
 * @throws {DocumentChangedError} when somebody changed it since
 */
export async function updateDraft(
  office: Office,
  actor: Actor,
  input: z.input<typeof updateDraftInput>,
): Promise<{ version: number }> {
  const { documentId, version, ...changes } = updateDraftInput.parse(input);
  const about = { documentId };
  const known = await findDocument(office.db, documentId);
  const { facts, files } = await auditingDenial(office, actor, about, async () => {
    requireEditable(actor, known, version);
    return changedFacts(office, known, changes);
  });
  return inTransaction(office, actor, about, async (trx) => {
    const document = await lockDocument(trx, documentId);
    requireEditable(actor, document, version);
    await updateDocument(trx, document, storedFacts(facts));
    const personId = actor.kind === 'person' ? actor.id : null;
    for (const file of files) await keepFile(office, trx, documentId, file, personId);
    const details = { fields: Object.keys(changes) };
    await writeAudit(office, trx, actor, { action: 'document.editDraft', documentId, details });
    return { version: document.version + 1 };
  });
}

/** Being the drafter is a right, being a draft is a state: the one is refused with 403, the other with 409. */
export function requireEditable(actor: Actor, document: DocumentRow, version?: number): void {
  if (actor.kind !== 'person' || document.drafterId !== actor.id) {
    throw new ForbiddenError('document.editDraft');
  }
  requireState(document, 'draft');
  authorize(actor, 'document.editDraft', { document });
  if (version !== undefined && document.version !== version) throw new DocumentChangedError();
}

/**
 * What a draft says already. A year that was not chosen, but was the current one when the draft was opened, is left to
 * be the current one again: a draft that is kept over the new year moves with it.
 */
export function fieldsBefore(document: DocumentRow) {
  const { signerId, body, pageYear, createdAt } = document;
  const chosenYear = pageYear === yearOf(createdAt) ? null : pageYear;
  return {
    ...document,
    ...{ signerId: signerId ?? undefined, body: body ?? undefined, pageYear: chosenYear ?? undefined },
  };
}

async function changedFacts(
  office: Office,
  document: DocumentRow,
  changes: Partial<OutgoingFields>,
): Promise<{ facts: DraftFacts; files: StoredUpload[] }> {
  const agency = await ownAgency(office.db);
  const before = fieldsBefore(document);
  const fields = outgoingFields.parse({ ...before, ...changes });
  const facts = await draftFacts(office, agency, document.unitId, fields);
  const files = document.mainOrigin === 'template' ? await renderMain(office, agency, facts) : [];
  return { facts, files };
}
