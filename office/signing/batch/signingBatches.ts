import { type BatchItem, signBatch } from '@congvan/signing';
import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { OfficeError } from '../../errors.ts';
import { id, passphrase } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { inTransaction } from '../../useCase.ts';
import { PassphraseError, refusing } from '../errors.ts';
import { type OpenKey, openKey } from '../openKey.ts';
import { prepareSigning } from '../prepareSigning.ts';
import { openSigning } from '../signingTask.ts';
import { batchJournal } from './batchJournal.ts';
import { type BatchLease, takeBatch } from './batchLease.ts';
import { createBatch, isKnownBatch, type StartBatch, startBatchInput } from './createBatch.ts';
import { BatchInterruptedError } from './errors.ts';
import { type BatchView, presentBatch } from './presentBatch.ts';

export const resumeBatchInput = z.object({ batchId: id, passphrase });

/** Signs batches beside what people ask for; the passphrase is asked again after a stop, because it is never kept. */
export interface SigningBatches {
  /**
   * Confirms a batch. It answers once the key is open and the intents are written down; signing goes on afterwards.
   * Asked again with the same id, it goes on with the same batch.
   */
  start(actor: Person, input: z.input<typeof startBatchInput>): Promise<BatchView>;
  /** Goes on with what a batch has not signed: after a crash, or where something was refused. */
  resume(actor: Person, input: z.input<typeof resumeBatchInput>): Promise<BatchView>;
  /** Waits for the signatures that are being made; the others go on waiting. */
  stop(): Promise<void>;
}

export interface SigningBatchesOptions {
  onError(error: unknown): void;
}

export function signingBatches(office: Office, { onError }: SigningBatchesOptions): SigningBatches {
  const running = new Set<Promise<void>>();
  let isStopping = false;

  async function begin(
    actor: Person,
    batchId: string,
    words: string,
    create?: StartBatch,
  ): Promise<BatchView> {
    const key = await openKey(office, actor, actor.id, words, null);
    if (create) await inTransaction(office, actor, {}, (trx) => createBatch(office, trx, actor, create));
    const lease = await takeBatch(office, batchId, onError);
    if (lease) {
      const run = runBatch(office, { actor, batchId, key, lease, isStopping: () => isStopping, onError })
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
      return begin(actor, batch.batchId, batch.passphrase, known ? undefined : batch);
    },
    async resume(actor, input) {
      const { batchId, passphrase: words } = resumeBatchInput.parse(input);
      await presentBatch(office, actor, batchId);
      return begin(actor, batchId, words);
    },
    async stop() {
      isStopping = true;
      await Promise.all(running);
    },
  };
}

interface Run {
  actor: Person;
  batchId: string;
  key: OpenKey;
  lease: BatchLease;
  isStopping(): boolean;
  onError(error: unknown): void;
}

async function runBatch(office: Office, run: Run): Promise<void> {
  const { actor, batchId, key, lease, onError } = run;
  const journal = batchJournal(office, { batchId, runId: lease.runId, keyKind: key.kind });
  let keyRefused = false;
  const isInterrupted = () => keyRefused || run.isStopping();
  const intents = await office.db
    .selectFrom('office.signingIntents')
    .select(['id', 'taskId', 'fileSha256'])
    .where('batchId', '=', batchId)
    .where('state', '<>', 'signed')
    .orderBy('position')
    .execute();
  const items = intents.map(
    ({ id: intentId, taskId, fileSha256 }): BatchItem => ({
      intentId,
      async sign() {
        if (isInterrupted()) throw new BatchInterruptedError();
        const signing = await openSigning(office, actor, taskId, fileSha256);
        journal.opened(intentId, signing);
        const { pdf, options } = await prepareSigning(office, signing, key);
        return refusing(() => office.sign(pdf, { ...options, key: key.key }));
      },
    }),
  );
  await signBatch(items, {
    journal,
    onProgress(result) {
      if (result.outcome !== 'failed') return;
      // A remote service counts wrong PINs: the first is the last.
      if (result.error instanceof PassphraseError) keyRefused = true;
      if (!(result.error instanceof OfficeError)) onError(result.error);
    },
  });
  await lease.end(!isInterrupted());
}
