import { createHash } from 'node:crypto';

/** A UUID (RFC 9562, version 8) that is the same whenever the same packet is made again, so that none is sent twice. */
export function statusPacketId(documentId: string, status: string): string {
  const bytes = createHash('sha256').update(`status ${documentId} ${status}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
