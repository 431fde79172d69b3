export { type Backoff, defaultBackoff } from './delivery/backoff.ts';
export { enqueuePacket, type OutgoingPacket } from './delivery/enqueuePacket.ts';
export {
  PacketAuthenticationError,
  PacketConflictError,
  PacketDigestError,
  PacketForeignReceiverError,
  PacketSenderError,
} from './delivery/errors.ts';
export { exchangeMigrations, SCHEMA as exchangeSchema } from './delivery/migrations.ts';
export { type Delivery, deliveriesOf, retryDelivery } from './delivery/queue.ts';
export {
  type IncomingPacket,
  type ReceivedPacket,
  type ReceiverOptions,
  receivePacket,
} from './delivery/receivePacket.ts';
export { type DeliveryOptions, type RunningDelivery, startDelivery } from './delivery/startDelivery.ts';
export type { StoredDocumentPacket, StoredPacket } from './delivery/storedPacket.ts';
export type { DeliveryState } from './delivery/tables.ts';
export { type Receipt, ReceiverUnreachedError, type Shipment, type Transport } from './delivery/transport.ts';
export { vietnamTime } from './edxml/dates.ts';
export { decodePacket, decodePacketStream } from './edxml/decode.ts';
export { encodeDocument, encodeStatus } from './edxml/encode.ts';
export { PacketAttachmentError, PacketError, PacketSchemaError, PacketXmlError } from './edxml/errors.ts';
export {
  type Attachment,
  type Business,
  type BusinessType,
  businessTypes,
  type DocumentHeader,
  type DocumentPacket,
  documentIdOf,
  type Organ,
  type ResponseFor,
  type Staff,
  type StatusCode,
  type StatusPacket,
  statusCodes,
} from './edxml/packet.ts';
export { type HttpsTransportOptions, httpsTransport, PACKETS_PATH } from './transports/httpsTransport.ts';
export {
  type PacketReceiverOptions,
  type PacketRequest,
  type PacketResponse,
  type Partner,
  packetReceiver,
  type RefusedPacket,
} from './transports/packetReceiver.ts';
