import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';
import { insertDraft, prepareDraft } from './draft.ts';
import { outgoingFields } from './draftFields.ts';

export const createDraftInput = outgoingFields;

/** Opens an outgoing document: its facts, a first version from the Word template, and its process. */
export async function createDraft(
  office: Office,
  actor: Actor,
  input: z.input<typeof createDraftInput>,
): Promise<{ documentId: string }> {
  const fields = createDraftInput.parse(input);
  const draft = await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'document.createDraft');
    return prepareDraft(office, actor, { documentId: randomUUID(), fields, inResponseTo: null });
  });
  return inTransaction(office, actor, {}, (trx) => insertDraft(office, trx, actor, draft));
}
