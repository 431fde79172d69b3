import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the sending system signs: who sends what to whom, and when. */
export interface SignedFields {
  /** ISO 8601 */
  date: string;
  systemId: string;
  packetId: string;
  from: string;
  to: string;
  sha256: string;
  size: number;
}

/** Seconds by which the two clocks may differ; an older request is a replay. */
export const CLOCK_SECONDS = 300;

/** HMAC-SHA256 over the fields, each on a line of its own, in base64. */
export function sign(fields: SignedFields, secret: string): string {
  const { date, systemId, packetId, from, to, sha256, size } = fields;
  const lines = ['congvan-exchange-v1', date, systemId, packetId, from, to, sha256, String(size)];
  return createHmac('sha256', secret).update(lines.join('\n')).digest('base64');
}

/** Compares in constant time. */
export function signatureMatches(fields: SignedFields, secret: string, signature: string): boolean {
  const expected = Buffer.from(sign(fields, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Names of the HTTP headers that carry the fields. */
export const headers = {
  date: 'x-congvan-date',
  systemId: 'x-congvan-system',
  packetId: 'x-congvan-packet',
  from: 'x-congvan-from',
  to: 'x-congvan-to',
  sha256: 'x-congvan-sha256',
  signature: 'x-congvan-signature',
} as const;
