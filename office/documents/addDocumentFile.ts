import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { checkUpload, type Upload } from '../records/checkUpload.ts';
import { convertMain } from '../records/convertMain.ts';
import { keepFile, type StoredUpload, storeFile } from '../records/keepFile.ts';
import { auditingDenial, inTransaction } from '../useCase.ts';
import { findDocument, lockDocument, updateDocument } from './documentRow.ts';
import { requireEditable } from './updateDraft.ts';

export const addDocumentFileInput = z.object({ documentId: id, role: z.enum(['main', 'attachment']) });

/**
 * The drafter brings a new version of the main text (.docx or .pdf) or an attachment. Earlier versions are kept. Once
 * brought, the main file is no longer made from the template.
 */
export async function addDocumentFile(
  office: Office,
  actor: Actor,
  input: z.input<typeof addDocumentFileInput>,
  upload: Upload,
): Promise<{ fileId: string; version: number }> {
  const { documentId, role } = addDocumentFileInput.parse(input);
  const known = await findDocument(office.db, documentId);
  const files = await auditingDenial(office, actor, { documentId }, async () => {
    requireEditable(actor, known);
    return role === 'main' ? storeMain(office, upload) : [await storeAttachment(office, upload)];
  });
  return inTransaction(office, actor, { documentId }, async (trx) => {
    const document = await lockDocument(trx, documentId);
    requireEditable(actor, document);
    await updateDocument(trx, document, role === 'main' ? { mainOrigin: 'upload' } : {});
    const personId = actor.kind === 'person' ? actor.id : null;
    let added = { id: '', version: 0 };
    for (const file of files) added = await keepFile(office, trx, documentId, file, personId);
    const details = { role, name: upload.name, version: added.version };
    await writeAudit(office, trx, actor, { action: 'document.addFile', documentId, details });
    return { fileId: added.id, version: added.version };
  });
}

/** A Word file is kept as the source of the PDF that is made from it; the PDF, the main file, comes last. */
async function storeMain(office: Office, upload: Upload): Promise<StoredUpload[]> {
  const mediaType = checkUpload(upload, ['docx', 'pdf']);
  const { name, content } = upload;
  if (mediaType === 'application/pdf')
    return [await storeFile(office, { role: 'main', name, mediaType }, content)];
  const pdf = await convertMain(upload);
  return [
    await storeFile(office, { role: 'source', name, mediaType }, content),
    await storeFile(office, { role: 'main', name: pdf.name, mediaType: 'application/pdf' }, pdf.content),
  ];
}

async function storeAttachment(office: Office, upload: Upload): Promise<StoredUpload> {
  const { name, content } = upload;
  return storeFile(office, { role: 'attachment', name, mediaType: checkUpload(upload) }, content);
}
