import type { ReceivedPacket, StatusPacket } from '@congvan/exchange';
import { system } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office, Trx } from '../office.ts';
import { findIssued } from './findIssued.ts';

/** A partner tells how a document that we sent is faring. One that we never issued is kept with the reason why not. */
export async function acceptStatus(
  office: Office,
  trx: Trx,
  { packetId, xml, receivedAt }: ReceivedPacket,
  status: StatusPacket,
): Promise<void> {
  const document = await findIssued(trx, status.responseFor);
  const { organId: senderId, organName: senderName } = status.from;
  await trx
    .insertInto('office.packets')
    .values({
      ...{ packetId, kind: 'status', senderId, senderName, xmlSha256: xml.sha256, receivedAt },
      documentId: document?.id ?? null,
      state: document ? 'received' : 'returned',
      problemCode: document ? null : 'status-unknown-document',
      problem: document ? null : `Cơ quan không ban hành văn bản ${status.responseFor.code}.`,
    })
    .execute();
  if (!document) return;
  const { statusCode: code, description = null } = status;
  await trx
    .insertInto('office.statuses')
    .values({
      packetId,
      documentId: document.id,
      senderId,
      code,
      description,
      at: status.timestamp,
      receivedAt,
    })
    .execute();
  await writeAudit(office, trx, system, {
    action: 'document.statusReceived',
    documentId: document.id,
    details: { code, from: senderName, ...(description ? { description } : {}) },
  });
}
