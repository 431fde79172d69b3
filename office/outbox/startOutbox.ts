import { setTimeout as sleep } from 'node:timers/promises';
import { writable } from '@congvan/storage';
import { sql } from 'kysely';
import type { Office, Trx } from '../office.ts';
import { deliver } from './deliver.ts';
import type { OutboxMessage } from './enqueue.ts';

export interface OutboxOptions {
  /** Milliseconds between looks when nothing was there; default 100. */
  pollMs?: number;
  /** Messages delivered at the same time, each of another document; default 4. */
  concurrency?: number;
  /** Trouble of a delivery, or of the outbox itself; it goes on by itself. */
  onError?: (error: unknown) => void;
}

export interface RunningOutbox {
  /** Ends after the deliveries under way. */
  stop(): Promise<void>;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 60_000;
const KEEP_DAYS = 30;
const PURGE_EVERY_MS = 6 * 3_600_000;

/**
 * Delivers the outbox: messages of one document one after the other, others side by side, each at least once. A row stays
 * locked while it is delivered, so several processes share the work, and what a killed one held is free again.
 */
export function startOutbox(office: Office, options: OutboxOptions = {}): RunningOutbox {
  const { pollMs = 100, concurrency = 4, onError = () => undefined } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  const resting = new Set<() => void>();
  const wakeHelpers = () => {
    for (const wake of resting) wake();
    resting.clear();
  };
  signal.addEventListener('abort', wakeHelpers);

  /** Looks by itself when it has nothing to do, and calls the helpers once there is something. */
  async function lead(): Promise<void> {
    while (!signal.aborted) {
      const found = await tryNext();
      if (found) wakeHelpers();
      else await sleep(pollMs, undefined, { signal }).catch(() => undefined); // stopping ends the pause
    }
  }

  async function help(): Promise<void> {
    while (!signal.aborted) {
      if (await tryNext()) continue;
      await new Promise<void>((wake) => {
        if (signal.aborted) wake();
        else resting.add(wake);
      });
    }
  }

  async function tryNext(): Promise<boolean> {
    try {
      return await deliverNext(office, onError);
    } catch (error) {
      onError(error);
      return false;
    }
  }

  const purge = () => void purgeOutbox(office).catch(onError);
  purge();
  const purging = setInterval(purge, PURGE_EVERY_MS).unref();
  const running = Promise.all([lead(), ...Array.from({ length: concurrency - 1 }, help)]);
  return {
    stop: async () => {
      stopping.abort();
      clearInterval(purging);
      await running;
    },
  };
}

/** @returns whether there was a message to deliver, delivered or not */
async function deliverNext(office: Office, onError: (error: unknown) => void): Promise<boolean> {
  return office.db.transaction().execute(async (trx) => {
    const row = await claim(office, trx);
    if (!row) return false;
    const attempts = row.attempts + 1;
    const now = () => office.clock.now();
    try {
      await deliver(office.engine, { kind: row.kind, payload: row.payload } as OutboxMessage);
      await trx
        .updateTable('office.outbox')
        .set({ attempts, doneAt: now(), lastError: null })
        .where('id', '=', row.id)
        .execute();
    } catch (error) {
      onError(error);
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
      const lastError = writable(error instanceof Error ? error.message : String(error)).slice(0, 1000);
      const nextAttemptAt = new Date(now().getTime() + wait);
      await trx
        .updateTable('office.outbox')
        .set({ attempts, lastError, nextAttemptAt })
        .where('id', '=', row.id)
        .execute();
    }
    return true;
  });
}

/** The oldest message that is due, nobody is delivering, and no earlier one of its document is before. */
async function claim({ clock }: Office, trx: Trx) {
  const { rows } = await sql<{ id: string; kind: string; payload: unknown; attempts: number }>`
    select id, kind, payload, attempts from office.outbox as o
    where done_at is null and next_attempt_at <= ${clock.now()}
      and not exists (
        select from office.outbox as earlier
        where earlier.document_id = o.document_id and earlier.done_at is null and earlier.id < o.id
      )
    order by id limit 1 for update skip locked`.execute(trx);
  return rows[0];
}

/** Removes what was delivered long ago. @returns how many */
export async function purgeOutbox({ db, clock }: Office): Promise<number> {
  const before = new Date(clock.now().getTime() - KEEP_DAYS * 24 * 3_600_000);
  const { numDeletedRows } = await db
    .deleteFrom('office.outbox')
    .where('doneAt', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
