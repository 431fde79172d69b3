import type { PacketError } from '@congvan/exchange';
import { system } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';

/** A packet whose bytes lie in the file store and which the exchange refused. */
export interface RejectedPacket {
  packetId: string;
  systemId: string;
  xml: { sha256: string };
  error: PacketError;
}

/**
 * Keeps a packet that could not be taken (wrong schema, foreign receiver), so that the clerk sees what came and why it
 * went back; the sender has got the reason as the answer to its call. Again: changes nothing.
 */
export async function keepRejectedPacket(
  office: Office,
  { packetId, systemId, xml, error }: RejectedPacket,
): Promise<void> {
  await office.db.transaction().execute(async (trx) => {
    const kept = await trx
      .insertInto('office.packets')
      .values({
        ...{ packetId, kind: 'unreadable', senderId: null, senderName: systemId, xmlSha256: xml.sha256 },
        ...{
          receivedAt: office.clock.now(),
          state: 'returned',
          problemCode: error.code,
          problem: error.message,
        },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('packetId')
      .executeTakeFirst();
    if (!kept) return;
    const details = { packetId, systemId, code: error.code };
    await writeAudit(office, trx, system, { action: 'packet.rejected', details });
  });
}
