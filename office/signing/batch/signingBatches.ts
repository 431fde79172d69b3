import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { id, keyOpening } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { inTransaction } from '../../useCase.ts';
import type { KeyOpening } from '../keys/keyOpening.ts';
import { openKey } from '../openKey.ts';
import { takeBatch } from './batchLease.ts';
import { createBatch, isKnownBatch, type StartBatch, startBatchInput } from './createBatch.ts';
import { type BatchView, presentBatch } from './presentBatch.ts';
import { runBatch } from './runBatch.ts';

export const resumeBatchInput = z.object({ batchId: id, ...keyOpening });

/** Signs batches beside what people ask for; the passphrase is asked again after a stop, because it is never kept. */
export interface SigningBatches {
  /**
   * Confirms a batch. It answers once the key is open and the intents are written down; signing goes on afterwards.
   * Asked again with the same id, it goes on with the same batch.
   */
  start(actor: Person, input: z.input<typeof startBatchInput>): Promise<BatchView>;
  /** Goes on with what a batch has not signed: after a crash, or where something was refused. */
  resume(actor: Person, input: z.input<typeof resumeBatchInput>): Promise<BatchView>;
  /** Waits for the signatures that are being made, but for nobody to confirm one; the others go on waiting. */
  stop(): Promise<void>;
}

export interface SigningBatchesOptions {
  onError(error: unknown): void;
}

export function signingBatches(office: Office, { onError }: SigningBatchesOptions): SigningBatches {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const { signal } = stopping;

  async function begin(
    actor: Person,
    batchId: string,
    opening: KeyOpening,
    create?: StartBatch,
  ): Promise<BatchView> {
    const key = await openKey(office, actor, actor.id, opening, null, signal);
    if (create) await inTransaction(office, actor, {}, (trx) => createBatch(office, trx, actor, create));
    const lease = await takeBatch(office, batchId, onError);
    if (lease) {
      const run = runBatch(office, { actor, batchId, key, lease, signal, onError })
        .catch(onError)
        .finally(() => running.delete(run));
      running.add(run);
    }
    return presentBatch(office, actor, batchId);
  }

  return {
    async start(actor, input) {
      const batch = startBatchInput.parse(input);
      const known = await isKnownBatch(office, actor, batch.batchId);
      return begin(actor, batch.batchId, batch, known ? undefined : batch);
    },
    async resume(actor, input) {
      const { batchId, ...opening } = resumeBatchInput.parse(input);
      await presentBatch(office, actor, batchId);
      return begin(actor, batchId, opening);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
