import { randomUUID } from 'node:crypto';
import { jsonText } from '@congvan/storage';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { dayOf } from '../dates.ts';
import { InputError } from '../errors.ts';
import { capacity, day, line, organ, subject, text, typeCode, urgency } from '../inputs.ts';
import type { Office } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { awaitPreservation } from '../preservation/awaitPreservation.ts';
import { checkUpload, type Upload } from '../records/checkUpload.ts';
import { keepFile, type StoredUpload, storeFile } from '../records/keepFile.ts';
import { takeNumber } from '../registers/takeNumber.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';
import { documentTypeOf } from './documentTypes.ts';
import { openTo } from './readers.ts';

export const registerIncomingDocumentInput = z.object({
  source: z.enum(['paper', 'email']),
  issuer: organ,
  /** Of the number it bears: «TTr-STTTT». */
  notation: z.string().trim().max(100).optional(),
  number: z.string().trim().max(30).optional(),
  issuedDate: day,
  typeCode,
  subject,
  urgency: urgency.default('normal'),
  signer: z.object({ capacity: capacity.nullish(), position: line.optional(), fullName: line }).optional(),
  dueDate: day.optional(),
  arrivalDate: day.optional(),
  note: text.optional(),
});

export const MAX_ATTACHMENTS = 20;

/** The clerk registers a document that came on paper or by e-mail, with its scan; it goes on to the leader. */
export async function registerIncomingDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof registerIncomingDocumentInput>,
  files: { main: Upload; attachments?: readonly Upload[] },
): Promise<{ documentId: string; arrivalNumber: number }> {
  const given = registerIncomingDocumentInput.parse(input);
  const type = documentTypeOf(given.typeCode);
  const { attachments = [] } = files;
  const documentId = randomUUID();
  const stored = await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'document.registerIncoming');
    return storeUploads(office, files.main, attachments);
  });
  return inTransaction(office, actor, {}, async (trx) => {
    const createdAt = office.clock.now();
    const arrivalDate = given.arrivalDate ?? dayOf(createdAt);
    if (given.issuedDate > arrivalDate) {
      throw new InputError('issuedDate', 'Ngày văn bản không thể sau ngày đến.');
    }
    const arrivalNumber = await takeNumber(office, trx, { kind: 'incoming', date: arrivalDate });
    const { signer, number, notation, arrivalDate: _, ...facts } = given;
    await trx
      .insertInto('office.documents')
      .values({
        ...facts,
        ...numberAndNotation(number, notation),
        id: documentId,
        direction: 'incoming',
        state: 'received',
        typeName: type.name,
        issuer: jsonText(given.issuer),
        signer: signer ? jsonText({ capacity: null, position: null, ...signer }) : null,
        recipients: '[]',
        arrivalNumber,
        arrivalDate,
        createdAt,
      })
      .execute();
    await awaitPreservation(office, trx, documentId);
    const personId = actor.kind === 'person' ? actor.id : null;
    for (const file of stored) await keepFile(office, trx, documentId, file, personId);
    await openTo(trx, documentId, personId && `user:${personId}`);
    const details = { arrivalNumber, arrivalDate, source: given.source };
    await writeAudit(office, trx, actor, { action: 'document.registerIncoming', documentId, details });
    await enqueue(office, trx, documentId, {
      kind: 'engine.publishMessage',
      payload: {
        name: 'document-registered',
        correlationKey: documentId,
        messageId: documentId,
        variables: { documentId, source: given.source },
      },
    });
    return { documentId, arrivalNumber };
  });
}

async function storeUploads(
  office: Office,
  main: Upload,
  attachments: readonly Upload[],
): Promise<StoredUpload[]> {
  if (attachments.length > MAX_ATTACHMENTS) {
    throw new InputError('attachments', `Tối đa ${MAX_ATTACHMENTS} tệp đính kèm.`);
  }
  const checked = [
    { upload: main, role: 'main' as const, mediaType: checkUpload(main, ['pdf']) },
    ...attachments.map((upload) => ({ upload, role: 'attachment' as const, mediaType: checkUpload(upload) })),
  ];
  const stored = [];
  for (const { upload, role, mediaType } of checked) {
    stored.push(await storeFile(office, { role, name: upload.name, mediaType }, upload.content));
  }
  return stored;
}

/** Numbers of other agencies may be of any form; one that is no plain number is kept in the notation. */
function numberAndNotation(number: string | undefined, notation: string | undefined) {
  if (!number) return { number: null, notation: notation ?? null };
  if (/^\d{1,7}$/.test(number)) return { number: Number(number), notation: notation ?? null };
  return { number: null, notation: notation ? `${number}/${notation}` : number };
}
