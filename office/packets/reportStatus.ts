import { encodeStatus, enqueuePacket, type StatusCode, statusCodes, vietnamTime } from '@congvan/exchange';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { findDocument } from '../documents/documentRow.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';
import { ownOrgan } from './ownOrgan.ts';
import { statusPacketId } from './packetIds.ts';
import { statusLabels } from './statusLabels.ts';

const codes = Object.values(statusCodes) as [StatusCode, ...StatusCode[]];
export const reportStatusInput = z.object({ documentId: id, status: z.enum(codes) });

/**
 * Tells the sender of a document how it fares here; of documents that came by other ways nothing is told. The packet has
 * an id of its own for document and status, so asking again sends nothing more.
 */
export async function reportStatus(
  office: Office,
  actor: Actor,
  input: z.input<typeof reportStatusInput>,
): Promise<void> {
  const { documentId, status } = reportStatusInput.parse(input);
  await inTransaction(office, actor, { documentId }, async (trx) => {
    authorizeSystem(actor, 'packet.reportStatus');
    const origin = await trx
      .selectFrom('office.packets')
      .select('refersTo')
      .where('documentId', '=', documentId)
      .where('kind', '=', 'document')
      .executeTakeFirst();
    if (!origin?.refersTo) return;
    const packetId = statusPacketId(documentId, status);
    const document = await findDocument(trx, documentId);
    const agency = await ownAgency(trx);
    const now = office.clock.now();
    const description = status === '02' ? (document.note ?? statusLabels[status]) : statusLabels[status];
    const xml = encodeStatus({
      kind: 'status',
      responseFor: origin.refersTo,
      from: ownOrgan(agency),
      statusCode: status,
      description: description?.slice(0, 500),
      timestamp: vietnamTime(now),
      staff: { department: agency.name },
    });
    const packet = {
      ...{ packetId, kind: 'status' as const, from: agency.organId, to: [origin.refersTo.organId] },
      documentId: origin.refersTo.documentId,
      xml: await office.files.put(Buffer.from(xml)),
    };
    await enqueuePacket(trx.withoutPlugins(), packet, now);
    await writeAudit(office, trx, actor, {
      action: 'document.statusReported',
      documentId,
      details: { code: status, to: document.issuer.name },
    });
  });
}
