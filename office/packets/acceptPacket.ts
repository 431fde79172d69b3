import { randomUUID } from 'node:crypto';
import type { ReceivedPacket, StoredDocumentPacket } from '@congvan/exchange';
import { jsonText } from '@congvan/storage';
import type { Transaction } from 'kysely';
import { system } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { documentTypes } from '../documents/documentTypes.ts';
import { openTo } from '../documents/readers.ts';
import type { Urgency } from '../inputs.ts';
import { type Office, officeTransaction, type Trx } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { keepFile } from '../records/keepFile.ts';
import { acceptStatus } from './acceptStatus.ts';
import { arrivalProblem } from './arrivalProblem.ts';
import { findIssued } from './findIssued.ts';

/**
 * Takes a packet from the exchange, in the transaction in which the exchange records its reception: a document becomes an
 * incoming one that waits for the clerk, a status goes to the document that was sent. The exchange calls it once a packet.
 */
export async function acceptPacket<Tables>(
  office: Office,
  trx: Transaction<Tables>,
  received: ReceivedPacket,
): Promise<void> {
  const ours = officeTransaction(trx);
  const { packet } = received;
  if (packet.kind === 'status') await acceptStatus(office, ours, received, packet);
  else await acceptDocument(office, ours, received, packet);
}

const urgencies: readonly Urgency[] = ['normal', 'urgent', 'veryUrgent', 'flash'];

async function acceptDocument(
  office: Office,
  trx: Trx,
  received: ReceivedPacket,
  packet: StoredDocumentPacket,
): Promise<void> {
  const documentId = randomUUID();
  const problem = await arrivalProblem(trx, packet);
  const answered = packet.responseFor[0] && (await findIssued(trx, packet.responseFor[0]));
  const { signer } = packet;
  const typeName = packet.documentType.typeName.trim() || 'Công văn';
  const type = documentTypes.find(({ name }) => name.toLowerCase() === typeName.toLowerCase());
  const plainNumber = /^\d{1,7}$/.test(packet.code.number);
  await trx
    .insertInto('office.documents')
    .values({
      id: documentId,
      direction: 'incoming',
      state: 'arrived',
      typeCode: type?.code ?? 'CV',
      typeName,
      number: plainNumber ? Number(packet.code.number) : null,
      notation: plainNumber ? packet.code.notation : `${packet.code.number}/${packet.code.notation}`,
      issuedDate: packet.promulgation.date,
      subject: packet.subject,
      urgency: urgencies[packet.otherInfo.priority] ?? 'normal',
      issuer: jsonText({ organId: packet.from.organId, name: packet.from.organName }),
      signer: signer.fullName
        ? jsonText({
            capacity: signer.competence ?? null,
            position: signer.position ?? null,
            fullName: signer.fullName,
          })
        : null,
      recipients: jsonText(packet.to.map(({ organId, organName }) => ({ organId, name: organName }))),
      dueDate: packet.dueDate ?? null,
      inResponseTo: answered?.id ?? null,
      source: 'axis',
      packetId: received.packetId,
      createdAt: received.receivedAt,
    })
    .execute();
  await keepAttachments(office, trx, documentId, packet);
  await openTo(trx, documentId, 'role:clerk');
  await trx
    .insertInto('office.packets')
    .values({
      packetId: received.packetId,
      kind: 'document',
      senderId: packet.from.organId,
      senderName: packet.from.organName,
      xmlSha256: received.xml.sha256,
      receivedAt: received.receivedAt,
      documentId,
      state: 'waiting',
      ...problem,
      refersTo: jsonText({
        organId: packet.from.organId,
        code: `${packet.code.number}/${packet.code.notation}`,
        promulgationDate: packet.promulgation.date,
        documentId: packet.documentId,
      }),
    })
    .execute();
  await writeAudit(office, trx, system, {
    action: 'document.arrive',
    documentId,
    details: { packetId: received.packetId, from: packet.from.organName },
  });
  await enqueue(office, trx, documentId, {
    kind: 'engine.publishMessage',
    payload: {
      name: 'document-arrived',
      correlationKey: documentId,
      messageId: documentId,
      variables: { documentId, source: 'axis' },
    },
  });
}

/** The first PDF is the document itself, the rest goes with it. */
async function keepAttachments(
  office: Office,
  trx: Trx,
  documentId: string,
  { attachments }: StoredDocumentPacket,
): Promise<void> {
  const isPdf = ({ name, contentType }: StoredDocumentPacket['attachments'][number]) =>
    contentType === 'application/pdf' || name.toLowerCase().endsWith('.pdf');
  const main = attachments.find(isPdf);
  for (const attachment of attachments) {
    const { name, contentType, sha256, size } = attachment;
    const role = attachment === main ? 'main' : 'attachment';
    const mediaType = isPdf(attachment) ? 'application/pdf' : contentType;
    await keepFile(office, trx, documentId, { role, name, mediaType, sha256, size }, null);
  }
}
