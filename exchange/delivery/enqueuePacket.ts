import type { Transaction } from 'kysely';
import { exchangeTransaction } from './tables.ts';

export interface OutgoingPacket {
  /** UUID chosen once for the packet; the receiver recognises repeats by it. */
  packetId: string;
  kind: 'document' | 'status';
  /** OrganId that sends. */
  from: string;
  /** OrganIds that receive, each with a delivery of its own. */
  to: readonly string[];
  /** DocumentId that the packet carries or answers. */
  documentId: string;
  /** The encoded XML as it lies in the file store. */
  xml: { sha256: string; size: number };
}

/**
 * Puts a packet into the queue of each receiver, in the caller's transaction: it is sent if and only if that commits.
 * The same packet again changes nothing.
 */
export async function enqueuePacket<Tables>(
  trx: Transaction<Tables>,
  packet: OutgoingPacket,
  now: Date,
): Promise<void> {
  await exchangeTransaction(trx)
    .insertInto('exchange.outbound')
    .values(
      [...new Set(packet.to)].map((receiver) => ({
        packet_id: packet.packetId,
        kind: packet.kind,
        sender: packet.from,
        receiver,
        document_id: packet.documentId,
        xml_sha256: packet.xml.sha256,
        xml_size: packet.xml.size,
        next_attempt_at: now,
        queued_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['packet_id', 'receiver']).doNothing())
    .execute();
}
