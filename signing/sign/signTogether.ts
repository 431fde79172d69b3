/** A batch with a key that is asked once for many documents: a remote service, with one authorisation for all of them. */
import type { Hash } from '../cms/algorithms.ts';
import type { BatchKey } from '../keys/signingKey.ts';
import { several } from './several.ts';
import { type BatchOptions, type BatchResult, batchResults, failed, notClaimed } from './signBatch.ts';

/** A document of which everything is fixed but its signature's value. */
export interface BegunItem {
  toBeSigned: Uint8Array;
  /** Verifies and embeds the value, e.g. with `finishSigning`. */
  finish(signature: Uint8Array): Promise<Buffer>;
}

export interface TogetherItem {
  intentId: string;
  /** Loads and prepares this document, e.g. with `beginSigning`. What it keeps in memory is kept for a whole group. */
  begin(): Promise<BegunItem>;
}

export interface TogetherOptions extends BatchOptions {
  key: BatchKey;
  /** Of every item; SHA-256 unless said. */
  hash?: Hash;
}

/**
 * Signs in groups of the key's `batchSize`: a group's documents are prepared, the key is asked once, and each document
 * is finished and kept on its own. What a process that was killed had not kept was not signed.
 * @returns one result for each item, in the items' order; a document that fails stops no other, a key that refuses stops its group
 */
export async function signTogether(items: TogetherItem[], options: TogetherOptions): Promise<BatchResult[]> {
  const { key, hash = 'sha256', journal, concurrency = 4 } = options;
  const { results, told } = batchResults(items, options);

  async function begun(item: TogetherItem, index: number): Promise<Begun | undefined> {
    const { intentId } = item;
    let claimed = false;
    try {
      const state = await journal.claim(intentId);
      if (state !== 'claimed') {
        told(index, notClaimed(intentId, state));
        return undefined;
      }
      claimed = true;
      return { index, intentId, ...(await item.begin()) };
    } catch (cause) {
      told(index, await failed(intentId, cause, claimed ? journal : undefined));
      return undefined;
    }
  }

  async function finished({ index, intentId, finish }: Begun, signature: Uint8Array): Promise<void> {
    try {
      await journal.complete(intentId, await finish(signature));
      told(index, { intentId, outcome: 'signed' });
    } catch (cause) {
      told(index, await failed(intentId, cause, journal));
    }
  }

  async function signGroup(first: number): Promise<void> {
    const members: (Begun | undefined)[] = [];
    await several(items.slice(first, first + key.batchSize), concurrency, async (item, place) => {
      members[place] = await begun(item, first + place);
    });
    const ready = members.filter((member) => member !== undefined);
    if (ready.length === 0) return;
    let signatures: Uint8Array[];
    try {
      const asked = ready.map(({ toBeSigned }) => toBeSigned);
      signatures = await key.signAll(asked, hash);
    } catch (cause) {
      for (const { index, intentId } of ready) told(index, await failed(intentId, cause, journal));
      return;
    }
    await several(ready, concurrency, (member, place) => finished(member, signatures[place]!));
  }

  const groups: number[] = [];
  for (let first = 0; first < items.length; first += key.batchSize) groups.push(first);
  await several(groups, Math.max(1, Math.floor(concurrency / key.batchSize)), signGroup);
  return results;
}

type Begun = BegunItem & { index: number; intentId: string };
