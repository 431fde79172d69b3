import type { Attachment, DocumentHeader, StatusPacket } from '../edxml/packet.ts';

/** A received packet whose attachments lie in the file store: plain data, fit for a jsonb column. */
export type StoredPacket = StoredDocumentPacket | StatusPacket;

export interface StoredDocumentPacket extends DocumentHeader {
  attachments: (Attachment & { sha256: string; size: number })[];
}
