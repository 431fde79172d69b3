/** Signs many documents after one confirmation: each on its own, and never twice for one intent. */

import { several } from './several.ts';

/**
 * Where intents are remembered. An intent is one person's wish to sign one version of one document; its id comes
 * from whoever asked, and stays the same when asked again.
 */
export interface IntentJournal {
  /**
   * Takes the intent for this run, atomically.
   * @returns `claimed` when it is now ours; `done` when it has been signed; `busy` when another run has it
   */
  claim(intentId: string): Promise<'claimed' | 'done' | 'busy'>;
  /** Keeps the signed document and marks the intent done, in one step: what is not kept was not signed. */
  complete(intentId: string, signed: Buffer): Promise<void>;
  /** Gives the intent back after a failure. */
  release(intentId: string, error: Error): Promise<void>;
}

export interface BatchItem {
  intentId: string;
  /** Loads and signs this document, e.g. with `signPdf`. */
  sign(): Promise<Buffer>;
}

export type BatchResult =
  | { intentId: string; outcome: 'signed' | 'already-signed' | 'busy' }
  | { intentId: string; outcome: 'failed'; error: Error };

export interface BatchOptions {
  journal: IntentJournal;
  /** How many are in work at once; 4 unless said. */
  concurrency?: number;
  /** Told of each result as it comes, with how many there are in all. */
  onProgress?(result: BatchResult, done: number, total: number): void;
}

/** @returns one result for each item, in the items' order; a failure stops no other */
export async function signBatch(items: BatchItem[], options: BatchOptions): Promise<BatchResult[]> {
  const { journal, concurrency = 4 } = options;
  const { results, told } = batchResults(items, options);
  await several(items, concurrency, async (item, index) => {
    told(index, await signOne(item, journal));
  });
  return results;
}

/** Where results are gathered, and told of as they come. */
export function batchResults(items: readonly unknown[], { onProgress }: Pick<BatchOptions, 'onProgress'>) {
  const results: BatchResult[] = [];
  let done = 0;
  const told = (index: number, result: BatchResult): void => {
    results[index] = result;
    onProgress?.(result, ++done, items.length);
  };
  return { results, told };
}

async function signOne({ intentId, sign }: BatchItem, journal: IntentJournal): Promise<BatchResult> {
  let claimed = false;
  try {
    const state = await journal.claim(intentId);
    if (state !== 'claimed') return notClaimed(intentId, state);
    claimed = true;
    await journal.complete(intentId, await sign());
    return { intentId, outcome: 'signed' };
  } catch (cause) {
    return failed(intentId, cause, claimed ? journal : undefined);
  }
}

export const notClaimed = (intentId: string, state: 'done' | 'busy'): BatchResult => ({
  intentId,
  outcome: state === 'done' ? 'already-signed' : 'busy',
});

/** @param journal that gets a claimed intent back */
export async function failed(
  intentId: string,
  cause: unknown,
  journal: IntentJournal | undefined,
): Promise<BatchResult> {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  // A journal that cannot take the intent back keeps it claimed, and says so when it is asked again.
  await journal?.release(intentId, error).catch(() => undefined);
  return { intentId, outcome: 'failed', error };
}

/** A journal in memory, for one process: tests and the command line. */
export function memoryJournal(): IntentJournal & { signed: Map<string, Buffer> } {
  const signed = new Map<string, Buffer>();
  const busy = new Set<string>();
  return {
    signed,
    async claim(intentId) {
      if (signed.has(intentId)) return 'done';
      if (busy.has(intentId)) return 'busy';
      busy.add(intentId);
      return 'claimed';
    },
    async complete(intentId, pdf) {
      signed.set(intentId, pdf);
      busy.delete(intentId);
    },
    async release(intentId) {
      busy.delete(intentId);
    },
  };
}
