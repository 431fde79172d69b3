import { setTimeout as sleep } from 'node:timers/promises';
import type { FileStore } from '@congvan/storage';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Backoff, defaultBackoff } from './backoff.ts';
import { claimNext, type Delivery, recoverSending, settle } from './queue.ts';
import { type ExchangeTables, exchangeTables } from './tables.ts';
import { type Receipt, ReceiverUnreachedError, type Transport } from './transport.ts';

export interface DeliveryOptions<Tables> {
  db: Kysely<Tables>;
  files: FileStore;
  transport: Transport;
  clock: { now(): Date };
  /** Called in the transaction that writes the new state, so that the caller's facts change with it. */
  onChange?: (trx: Transaction<Tables>, delivery: Delivery) => Promise<void>;
  /** Trouble of the sender itself (database away); it goes on by itself. */
  onError?: (error: unknown) => void;
  backoff?: Backoff;
  /** Receivers served at the same time. */
  concurrency?: number;
  pollMs?: number;
  random?: () => number;
}

export interface RunningDelivery {
  /** Ends after the attempts under way; what is not acknowledged stays queued. */
  stop(): Promise<void>;
}

const LOCK = 'exchange delivery';

/**
 * Sends what is queued: each receiver's packets in order, at least once, until the receiver gives its word. One sender
 * works on a database at a time (an advisory lock of its connection); a killed one frees the lock, and what it was
 * sending is sent again.
 */
export function startDelivery<Tables>(options: DeliveryOptions<Tables>): RunningDelivery {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pollMs = options.pollMs ?? 200;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await exchangeTables(options.db)
          .connection()
          .execute((connection) => serve(connection));
      } catch (error) {
        options.onError?.(error);
      }
      await pause(pollMs, signal);
    }
  }

  async function serve(connection: Kysely<ExchangeTables>): Promise<void> {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_lock(hashtextextended(${LOCK}, 0)) as locked`.execute(connection);
    if (!rows[0]?.locked) return;
    try {
      await recoverSending(connection);
      await drain(connection);
    } finally {
      // On a broken connection this fails too, but then the server has freed the lock by itself.
      await sql`select pg_advisory_unlock(hashtextextended(${LOCK}, 0))`
        .execute(connection)
        .catch(() => undefined);
    }
  }

  async function drain(connection: Kysely<ExchangeTables>): Promise<void> {
    const busy = new Map<string, Promise<void>>();
    let failure: { error: unknown } | undefined;
    while (!signal.aborted && !failure) {
      const room = (options.concurrency ?? 8) - busy.size;
      const next = room > 0 ? await claimNext(connection, options.clock.now(), [...busy.keys()], room) : [];
      for (const delivery of next) {
        const work = deliver(delivery)
          .catch((error: unknown) => {
            failure = { error };
          })
          .finally(() => busy.delete(delivery.receiver));
        busy.set(delivery.receiver, work);
      }
      if (next.length === 0) await Promise.race([pause(pollMs, signal), ...busy.values()]);
    }
    await Promise.all(busy.values());
    if (failure) throw failure.error;
  }

  async function deliver(delivery: Delivery): Promise<void> {
    const startedAt = options.clock.now();
    const result = await attempt(delivery);
    await options.db.transaction().execute(async (trx) => {
      const settled = await settle(trx, delivery, result, {
        startedAt,
        endedAt: options.clock.now(),
        backoff: options.backoff ?? defaultBackoff,
        random: (options.random ?? Math.random)(),
      });
      if (settled) await options.onChange?.(trx, settled);
    });
  }

  async function attempt(delivery: Delivery): Promise<Receipt | ReceiverUnreachedError> {
    try {
      return await options.transport.send(
        {
          packetId: delivery.packetId,
          from: delivery.from,
          to: delivery.receiver,
          sha256: delivery.xml.sha256,
          size: delivery.xml.size,
          open: () => options.files.stream(delivery.xml.sha256),
        },
        signal,
      );
    } catch (error) {
      if (error instanceof ReceiverUnreachedError) return error;
      options.onError?.(error);
      return new ReceiverUnreachedError(delivery.receiver, 'lỗi phía gửi', { cause: error });
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined); // stopping ends the pause
}
