import {
  type DocumentPacket,
  documentIdOf,
  encodeDocument,
  enqueuePacket,
  vietnamTime,
} from '@congvan/exchange';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { type DocumentRow, lockDocument, requireState } from '../documents/documentRow.ts';
import { shownNumber } from '../documents/label.ts';
import { id } from '../inputs.ts';
import type { Office, Trx } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { type Agency, ownAgency } from '../people/ownAgency.ts';
import { latestFiles } from '../records/latestFiles.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';
import { ownOrgan } from './ownOrgan.ts';

export const sendPacketsInput = z.object({ documentId: id });

/**
 * Packs an issued document and queues it for every recipient that is reached over the exchange. Again: sends nothing
 * more, for a document's packet has the document's own id.
 */
export async function sendPackets(
  office: Office,
  actor: Actor,
  input: z.input<typeof sendPacketsInput>,
): Promise<{ recipients: number }> {
  const { documentId } = sendPacketsInput.parse(input);
  return inTransaction(office, actor, { documentId }, async (trx) => {
    authorizeSystem(actor, 'packet.send');
    const document = await lockDocument(trx, documentId);
    requireState(document, 'issued');
    const deliveries = await trx
      .selectFrom('office.deliveries')
      .select(['organId', 'name'])
      .where('documentId', '=', documentId)
      .where('packetId', 'is not', null)
      .orderBy('position')
      .execute();
    if (deliveries.length === 0) {
      await announceDelivered(office, trx, documentId);
      return { recipients: 0 };
    }
    const agency = await ownAgency(trx);
    const to = deliveries.map(({ organId, name }) => ({ organId: organId!, organName: name }));
    const packet = await packetOf(office, trx, agency, document, to);
    const xml = await office.files.put(Buffer.from(encodeDocument(packet)));
    await enqueuePacket(
      trx.withoutPlugins(),
      {
        packetId: documentId,
        kind: 'document',
        from: agency.organId,
        to: to.map(({ organId }) => organId),
        documentId: packet.documentId,
        xml,
      },
      office.clock.now(),
    );
    return { recipients: to.length };
  });
}

/** Tells the process that waits for it that no delivery of the document is under way any more. */
export async function announceDelivered(office: Office, trx: Trx, documentId: string): Promise<void> {
  await enqueue(office, trx, documentId, {
    kind: 'engine.publishMessage',
    payload: { name: 'packets-delivered', correlationKey: documentId, messageId: documentId, variables: {} },
  });
}

const priorities = { normal: 0, urgent: 1, veryUrgent: 2, flash: 3 } as const;

async function packetOf(
  office: Office,
  trx: Trx,
  agency: Agency,
  document: DocumentRow,
  to: DocumentPacket['to'],
): Promise<DocumentPacket> {
  const code = { number: shownNumber(document.number!), notation: document.notation! };
  const date = document.issuedDate!;
  const timestamp = vietnamTime(office.clock.now());
  return {
    kind: 'document',
    from: ownOrgan(agency),
    to,
    code,
    promulgation: { place: agency.place, date },
    documentType: { type: ADMINISTRATIVE, typeName: document.typeName },
    subject: document.subject,
    signer: {
      competence: document.signer?.capacity ?? undefined,
      position: document.signer?.position ?? undefined,
      fullName: document.signer?.fullName,
    },
    dueDate: document.dueDate ?? undefined,
    toPlaces: document.recipients.map(({ name }) => name.slice(0, 150)),
    otherInfo: { priority: priorities[document.urgency], typerNotation: undefined, appendixes: [] },
    responseFor: await answeredBy(trx, document),
    steeringType: document.inResponseTo ? 2 : 0,
    documentId: documentIdOf(agency.organId, date, code),
    trace: { id: document.id, entries: [{ organId: agency.organId, timestamp }] },
    business: { type: 'new', staff: { department: agency.name }, paper: false, replacements: [] },
    attachments: await attachments(office, trx, document.id),
  };
}

/** DocumentType/Type: 2, an administrative document. */
const ADMINISTRATIVE = 2;

async function answeredBy(trx: Trx, { inResponseTo }: DocumentRow): Promise<DocumentPacket['responseFor']> {
  if (!inResponseTo) return [];
  const origin = await trx
    .selectFrom('office.packets')
    .select('refersTo')
    .where('documentId', '=', inResponseTo)
    .where('kind', '=', 'document')
    .executeTakeFirst();
  return origin?.refersTo ? [origin.refersTo] : [];
}

async function attachments(
  office: Office,
  trx: Trx,
  documentId: string,
): Promise<DocumentPacket['attachments']> {
  const files = await latestFiles(trx, documentId);
  const sent = files.filter(({ role }) => role !== 'source');
  return Promise.all(
    sent.map(async ({ id: contentId, name, mediaType, sha256 }) => ({
      contentId,
      name: name.slice(0, 200),
      contentType: mediaType,
      content: await office.files.get(sha256),
    })),
  );
}
