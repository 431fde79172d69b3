import { type Kysely, sql, type Transaction } from 'kysely';
import { type Backoff, waitingMs } from './backoff.ts';
import {
  type DeliveryState,
  type ExchangeTables,
  exchangeTables,
  exchangeTransaction,
  type OutboundTable,
} from './tables.ts';
import { type Receipt, ReceiverUnreachedError } from './transport.ts';

/** Where one packet to one receiver stands, with the evidence. */
export interface Delivery {
  id: string;
  packetId: string;
  kind: 'document' | 'status';
  from: string;
  receiver: string;
  documentId: string;
  xml: { sha256: string; size: number };
  state: DeliveryState;
  attempts: number;
  queuedAt: Date;
  nextAttemptAt: Date;
  lastAttemptAt: Date | null;
  finishedAt: Date | null;
  httpStatus: number | null;
  acknowledgementId: string | null;
  errorCode: string | null;
  errorMessage: string | null;
}

type Row = {
  [Column in keyof OutboundTable]: OutboundTable[Column] extends { __select__: infer S }
    ? S
    : OutboundTable[Column];
};

/** What a killed sender left half done goes back into the queue; the caller holds the sender's lock. */
export async function recoverSending(db: Kysely<ExchangeTables>): Promise<void> {
  await db.updateTable('exchange.outbound').set({ state: 'queued' }).where('state', '=', 'sending').execute();
}

/**
 * Takes the first waiting packet of each receiver that is due and not busy. A packet never overtakes an earlier one to
 * the same receiver, also while that one waits for its next attempt.
 */
export async function claimNext(
  db: Kysely<ExchangeTables>,
  now: Date,
  busy: readonly string[],
  limit: number,
): Promise<Delivery[]> {
  const { rows } = await sql<Row>`
    update exchange.outbound set state = 'sending', attempts = attempts + 1, last_attempt_at = ${now}
    where id in (
      select id from (
        select distinct on (receiver) id, receiver, next_attempt_at from exchange.outbound
        where state in ('queued', 'sending') order by receiver, id
      ) first
      where next_attempt_at <= ${now} and receiver <> all(${[...busy]}::text[])
      order by id limit ${limit}
    ) and state = 'queued'
    returning *`.execute(db);
  return rows.map(toDelivery);
}

/**
 * Writes the outcome of an attempt and its evidence.
 * @returns the new state, or undefined when another sender has taken the delivery over meanwhile
 */
export async function settle<Tables>(
  trx: Transaction<Tables>,
  delivery: Delivery,
  result: Receipt | ReceiverUnreachedError,
  when: { startedAt: Date; endedAt: Date; backoff: Backoff; random: number },
): Promise<Delivery | undefined> {
  const tables = exchangeTransaction(trx);
  const { startedAt, endedAt } = when;
  const unreached = result instanceof ReceiverUnreachedError;
  await tables
    .insertInto('exchange.attempts')
    .values({
      outbound_id: delivery.id,
      attempt: delivery.attempts,
      started_at: startedAt,
      ended_at: endedAt,
      outcome: unreached ? 'unreached' : result.outcome,
      http_status: result.httpStatus ?? null,
      detail:
        unreached || result.outcome === 'refused' ? result.message.slice(0, 1000) : result.acknowledgementId,
    })
    .execute();
  const row = await tables
    .updateTable('exchange.outbound')
    .set(outcome(delivery, result, when))
    .where('id', '=', delivery.id)
    .where('state', '=', 'sending')
    .where('attempts', '=', delivery.attempts)
    .returningAll()
    .executeTakeFirst();
  return row && toDelivery(row);
}

function outcome(
  delivery: Delivery,
  result: Receipt | ReceiverUnreachedError,
  { endedAt, backoff, random }: { endedAt: Date; backoff: Backoff; random: number },
) {
  if (!(result instanceof ReceiverUnreachedError)) {
    const acknowledged = result.outcome === 'acknowledged';
    return {
      state: acknowledged ? ('acknowledged' as const) : ('failed' as const),
      finished_at: endedAt,
      http_status: result.httpStatus,
      acknowledgement_id: acknowledged ? result.acknowledgementId : null,
      error_code: acknowledged ? null : result.code.slice(0, 100),
      error_message: acknowledged ? null : result.message.slice(0, 1000),
    };
  }
  const giveUp = endedAt.getTime() - delivery.queuedAt.getTime() >= backoff.giveUpAfterMs;
  return {
    state: giveUp ? ('failed' as const) : ('queued' as const),
    finished_at: giveUp ? endedAt : null,
    next_attempt_at: new Date(endedAt.getTime() + waitingMs(backoff, delivery.attempts, random)),
    http_status: result.httpStatus ?? null,
    error_code: result.code,
    error_message: result.message.slice(0, 1000),
  };
}

/** A person starts a failed delivery again. @returns false when it is not failed */
export async function retryDelivery<Tables>(
  trx: Transaction<Tables>,
  id: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await exchangeTransaction(trx)
    .updateTable('exchange.outbound')
    .set({ state: 'queued', finished_at: null, next_attempt_at: now, queued_at: now })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Deliveries of a document, in the order they were queued. */
export async function deliveriesOf<Tables>(db: Kysely<Tables>, documentId: string): Promise<Delivery[]> {
  const rows = await exchangeTables(db)
    .selectFrom('exchange.outbound')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('id')
    .execute();
  return rows.map(toDelivery);
}

function toDelivery(row: Row): Delivery {
  return {
    id: row.id,
    packetId: row.packet_id,
    kind: row.kind,
    from: row.sender,
    receiver: row.receiver,
    documentId: row.document_id,
    xml: { sha256: row.xml_sha256, size: Number(row.xml_size) },
    state: row.state,
    attempts: row.attempts,
    queuedAt: row.queued_at,
    nextAttemptAt: row.next_attempt_at,
    lastAttemptAt: row.last_attempt_at,
    finishedAt: row.finished_at,
    httpStatus: row.http_status,
    acknowledgementId: row.acknowledgement_id,
    errorCode: row.error_code,
    errorMessage: row.error_message,
  };
}
