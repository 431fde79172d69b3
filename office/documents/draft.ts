import { jsonText } from '@congvan/storage';
import type { Insertable } from 'kysely';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { ForbiddenError } from '../errors.ts';
import type { Office, Trx } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { keepFile, type StoredUpload } from '../records/keepFile.ts';
import { renderMain } from '../records/renderMain.ts';
import type { DocumentsTable } from '../tables.ts';
import { draftFacts, storedFacts } from './draftFacts.ts';
import type { OutgoingFields } from './draftFields.ts';
import { openTo } from './readers.ts';

export interface PreparedDraft {
  document: Insertable<DocumentsTable>;
  files: StoredUpload[];
}

/** Everything of a new draft that takes its time: people and types looked up, the template rendered and stored. */
export async function prepareDraft(
  office: Office,
  actor: Actor,
  {
    documentId,
    fields,
    inResponseTo,
  }: { documentId: string; fields: OutgoingFields; inResponseTo: string | null },
): Promise<PreparedDraft> {
  if (actor.kind !== 'person') throw new ForbiddenError('document.createDraft');
  const agency = await ownAgency(office.db);
  const facts = await draftFacts(office, agency, actor.unitId, fields);
  const files = await renderMain(office, agency, facts);
  const document: Insertable<DocumentsTable> = {
    ...storedFacts(facts),
    // Of a type without a template the drafter brings the text.
    mainOrigin: files.length ? 'template' : 'upload',
    id: documentId,
    direction: 'outgoing',
    state: 'draft',
    issuer: jsonText({ organId: agency.organId, name: agency.name }),
    inResponseTo,
    drafterId: actor.id,
    unitId: actor.unitId,
    source: 'own',
    createdAt: office.clock.now(),
  };
  return { document, files };
}

export async function insertDraft(
  office: Office,
  trx: Trx,
  actor: Actor,
  { document, files }: PreparedDraft,
): Promise<{ documentId: string }> {
  const { id: documentId, drafterId, unitId, inResponseTo, typeCode, subject } = document;
  await trx.insertInto('office.documents').values(document).execute();
  for (const file of files) await keepFile(office, trx, documentId, file, drafterId ?? null);
  await openTo(trx, documentId, `user:${drafterId}`, unitId && `role:unitHead@${unitId}`);
  await writeAudit(office, trx, actor, {
    action: 'document.createDraft',
    documentId,
    details: { typeCode, subject, inResponseTo: inResponseTo ?? null },
  });
  await enqueue(office, trx, documentId, {
    kind: 'engine.publishMessage',
    payload: {
      name: 'draft-opened',
      correlationKey: documentId,
      messageId: documentId,
      variables: { documentId, drafterId, inResponseTo: inResponseTo ?? null },
    },
  });
  return { documentId };
}
