import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { StoredPacket } from './storedPacket.ts';

export type DeliveryState = 'queued' | 'sending' | 'acknowledged' | 'failed';

export interface OutboundTable {
  id: Generated<string>;
  packet_id: string;
  kind: 'document' | 'status';
  sender: string;
  receiver: string;
  document_id: string;
  xml_sha256: string;
  xml_size: ColumnType<string, number, never>;
  state: Generated<DeliveryState>;
  attempts: Generated<number>;
  next_attempt_at: Date;
  queued_at: Date;
  last_attempt_at: Date | null;
  finished_at: Date | null;
  http_status: number | null;
  acknowledgement_id: string | null;
  error_code: string | null;
  error_message: string | null;
}

export interface AttemptsTable {
  outbound_id: string;
  attempt: number;
  started_at: Date;
  ended_at: Date;
  outcome: 'acknowledged' | 'refused' | 'unreached';
  http_status: number | null;
  detail: string | null;
}

export interface InboundTable {
  id: Generated<string>;
  system_id: string;
  packet_id: string;
  kind: 'document' | 'status';
  sender: string;
  receiver: string;
  document_id: string;
  xml_sha256: string;
  xml_size: ColumnType<string, number, never>;
  packet: ColumnType<StoredPacket, string, never>;
  received_at: Date;
}

export interface ExchangeTables {
  'exchange.outbound': OutboundTable;
  'exchange.attempts': AttemptsTable;
  'exchange.inbound': InboundTable;
}

/**
 * The room works on any database that holds its tables beside others, so it takes a Kysely of whatever tables, sees only
 * its own, and leaves out the caller's plugins, which may rename columns.
 */
export function exchangeTables<Tables>(db: Kysely<Tables>): Kysely<ExchangeTables> {
  return db.withoutPlugins() as unknown as Kysely<ExchangeTables>;
}

export function exchangeTransaction<Tables>(trx: Transaction<Tables>): Transaction<ExchangeTables> {
  return trx.withoutPlugins() as unknown as Transaction<ExchangeTables>;
}
