import { deliveriesOf, documentIdOf } from '@congvan/exchange';
import { auditingDenial, authorize, getDocument, type Office, type Person } from '@congvan/office';
import { NoSuchPacketError } from '../../http/errors.ts';

/**
 * The XML of a packet, sent or received, for whoever may read its document; one without a document is the clerk's.
 * The packet of an issued document bears the document's own id.
 * @returns its SHA-256 in the file store
 */
export async function readPacket(office: Office, actor: Person, packetId: string): Promise<string> {
  const received = await office.db
    .selectFrom('office.packets')
    .select(['documentId', 'xmlSha256'])
    .where('packetId', '=', packetId)
    .executeTakeFirst();
  if (received && received.documentId === null) {
    await auditingDenial(office, actor, {}, async () => authorize(actor, 'packet.read'));
    return received.xmlSha256;
  }
  const document = await getDocument(office, actor, { documentId: received?.documentId ?? packetId });
  if (received) return received.xmlSha256;
  const { issuer, issuedDate, label, notation } = document;
  if (!issuer.organId || !issuedDate || !notation) throw new NoSuchPacketError(packetId);
  const deliveries = await deliveriesOf(
    office.db,
    documentIdOf(issuer.organId, issuedDate, { number: label.slice(0, label.indexOf('/')), notation }),
  );
  const sent = deliveries.find((delivery) => delivery.packetId === packetId);
  if (!sent) throw new NoSuchPacketError(packetId);
  return sent.xml.sha256;
}
