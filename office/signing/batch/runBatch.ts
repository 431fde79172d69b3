import { type BatchOptions, signBatch, signsBatches, signTogether } from '@congvan/signing';
import type { Person } from '../../actor.ts';
import { OfficeError } from '../../errors.ts';
import type { Office } from '../../office.ts';
import { isOfKey, refusing } from '../errors.ts';
import type { OpenKey } from '../openKey.ts';
import { prepareSigning } from '../prepareSigning.ts';
import { openSigning } from '../signingTask.ts';
import { batchJournal } from './batchJournal.ts';
import type { BatchLease } from './batchLease.ts';
import { begunItem } from './begunItem.ts';
import { BatchInterruptedError } from './errors.ts';

export interface BatchRun {
  actor: Person;
  batchId: string;
  key: OpenKey;
  lease: BatchLease;
  /** The server stops. */
  signal: AbortSignal;
  onError(error: unknown): void;
}

/**
 * Signs what a batch has not signed yet. A key that signs several with one authorisation is asked once for as many as
 * it allows; any other is asked for each.
 */
export async function runBatch(office: Office, run: BatchRun): Promise<void> {
  const { actor, batchId, lease, signal, onError } = run;
  const { key } = run.key;
  const journal = batchJournal(office, { batchId, runId: lease.runId, keyKind: run.key.kind });
  /** What the key itself was refused with: no further document is tried. */
  let keyRefused: OfficeError | undefined;
  const isInterrupted = () => keyRefused !== undefined || signal.aborted;
  const intents = await office.db
    .selectFrom('office.signingIntents')
    .select(['id', 'taskId', 'fileSha256'])
    .where('batchId', '=', batchId)
    .where('state', '<>', 'signed')
    .orderBy('position')
    .execute();

  async function prepared({ id, taskId, fileSha256 }: (typeof intents)[number]) {
    if (isInterrupted()) throw new BatchInterruptedError();
    const signing = await openSigning(office, actor, taskId, fileSha256);
    journal.opened(id, signing);
    return { signing, ...(await prepareSigning(office, signing, run.key)) };
  }

  const options: BatchOptions = {
    journal,
    onProgress(result) {
      if (result.outcome !== 'failed') return;
      // A remote service counts wrong PINs: the first is the last.
      if (isOfKey(result.error)) keyRefused ??= result.error;
      if (!(result.error instanceof OfficeError)) onError(result.error);
    },
  };
  if (signsBatches(key)) {
    const signAll: typeof key.signAll = async (list, hash) => {
      if (isInterrupted()) throw new BatchInterruptedError();
      return refusing(() => key.signAll(list, hash)).catch((error: unknown) => {
        throw signal.aborted ? new BatchInterruptedError() : error;
      });
    };
    const items = intents.map((intent) => ({
      intentId: intent.id,
      begin: async () => begunItem(office, key, await prepared(intent)),
    }));
    // What is authorised once goes to the first documents, as many as it is good for, and not to who is prepared first.
    const inOrder = run.key.once ? { concurrency: 1 } : {};
    await signTogether(items, { ...options, ...inOrder, key: { ...key, signAll } });
  } else {
    const items = intents.map((intent) => ({
      intentId: intent.id,
      async sign() {
        const { pdf, options: how } = await prepared(intent);
        return refusing(() => office.sign(pdf, { ...how, key }));
      },
    }));
    await signBatch(items, options);
  }
  await lease.end(signal.aborted ? undefined : (keyRefused?.message ?? null));
}
