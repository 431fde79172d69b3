import type { FileStore } from '@congvan/storage';
import type { Kysely, Transaction } from 'kysely';
import { decodePacketStream } from '../edxml/decode.ts';
import type { DocumentPacket, StatusPacket } from '../edxml/packet.ts';
import { PacketConflictError, PacketForeignReceiverError, PacketSenderError } from './errors.ts';
import type { StoredPacket } from './storedPacket.ts';
import { exchangeTables, exchangeTransaction } from './tables.ts';

export interface ReceiverOptions<Tables> {
  db: Kysely<Tables>;
  files: FileStore;
  clock: { now(): Date };
  /** OrganIds that this system serves. */
  serves: (organId: string) => boolean | Promise<boolean>;
  /** Registers the packet with the office, in the transaction that records it: both happen once, or neither. */
  onPacket: (trx: Transaction<Tables>, packet: ReceivedPacket) => Promise<void>;
}

export interface ReceivedPacket {
  /** Our id of the reception, which is also the acknowledgement that the sender gets. */
  inboundId: string;
  packetId: string;
  systemId: string;
  /** The OrganId of ours that it is for. */
  receiver: string;
  xml: { sha256: string; size: number };
  receivedAt: Date;
  packet: StoredPacket;
}

export interface IncomingPacket {
  packetId: string;
  systemId: string;
  receiver: string;
  /** Where the raw XML lies in the file store. */
  xml: { sha256: string; size: number };
  /** Whether the sending system may speak for this OrganId. */
  speaksFor: (organId: string) => boolean;
}

/**
 * Takes a packet whose XML is in the file store: decodes it, keeps its attachments, records it and hands it on. The same
 * packet again gives the same acknowledgement and does nothing.
 * @throws {PacketConflictError} same id, other content
 * @throws {PacketForeignReceiverError} {@link PacketSenderError} and what `decodePacket` throws
 */
export async function receivePacket<Tables>(
  options: ReceiverOptions<Tables>,
  incoming: IncomingPacket,
): Promise<{ acknowledgementId: string; repeated: boolean }> {
  const earlier = await findEarlier(exchangeTables(options.db), incoming);
  if (earlier) return { acknowledgementId: earlier, repeated: true };

  const decoded = await decodePacketStream(await options.files.stream(incoming.xml.sha256));
  await checkAddress(options, incoming, decoded);
  const packet = await keepAttachments(options.files, decoded);
  const receivedAt = options.clock.now();

  return options.db.transaction().execute(async (trx) => {
    const tables = exchangeTransaction(trx);
    const row = await tables
      .insertInto('exchange.inbound')
      .values({
        system_id: incoming.systemId,
        packet_id: incoming.packetId,
        kind: packet.kind,
        sender: packet.from.organId,
        receiver: incoming.receiver,
        document_id: packet.kind === 'document' ? packet.documentId : packet.responseFor.documentId,
        xml_sha256: incoming.xml.sha256,
        xml_size: incoming.xml.size,
        packet: JSON.stringify(packet),
        received_at: receivedAt,
      })
      .onConflict((conflict) => conflict.columns(['system_id', 'packet_id', 'receiver']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!row) return { acknowledgementId: (await findEarlier(tables, incoming))!, repeated: true };
    const { packetId, systemId, receiver, xml } = incoming;
    await options.onPacket(trx, { inboundId: row.id, packetId, systemId, receiver, xml, receivedAt, packet });
    return { acknowledgementId: row.id, repeated: false };
  });
}

async function findEarlier(
  db: ReturnType<typeof exchangeTables>,
  { systemId, packetId, receiver, xml }: IncomingPacket,
): Promise<string | undefined> {
  const earlier = await db
    .selectFrom('exchange.inbound')
    .select(['id', 'xml_sha256'])
    .where('system_id', '=', systemId)
    .where('packet_id', '=', packetId)
    .where('receiver', '=', receiver)
    .executeTakeFirst();
  if (earlier && earlier.xml_sha256 !== xml.sha256) throw new PacketConflictError(packetId);
  return earlier?.id;
}

/** A document goes to one of its To; a status concerns a document that the receiver issued or was sent. */
async function checkAddress<Tables>(
  options: ReceiverOptions<Tables>,
  { systemId, receiver, speaksFor }: IncomingPacket,
  packet: DocumentPacket | StatusPacket,
): Promise<void> {
  if (!speaksFor(packet.from.organId)) throw new PacketSenderError(systemId, packet.from.organId);
  const named =
    packet.kind === 'document'
      ? packet.to.map(({ organId }) => organId)
      : [packet.responseFor.organId === packet.from.organId ? receiver : packet.responseFor.organId];
  if (!named.includes(receiver) || !(await options.serves(receiver))) {
    throw new PacketForeignReceiverError(named.join(', '));
  }
}

async function keepAttachments(
  files: FileStore,
  packet: DocumentPacket | StatusPacket,
): Promise<StoredPacket> {
  if (packet.kind === 'status') return packet;
  const attachments = [];
  for (const { content, ...attachment } of packet.attachments) {
    attachments.push({ ...attachment, ...(await files.put(content)) });
  }
  return { ...packet, attachments };
}
