/** What runs in a thread of the signing pool. The key is used here too: the thread has nothing else to do meanwhile. */
import { parentPort } from 'node:worker_threads';
import { signBytesNow } from '../cms/algorithms.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { appendInPlace } from './prepareSignature.ts';
import type { SigningAnswer, SigningTask } from './signingPool.ts';
import { signAppending } from './signPdf.ts';
import { givenAway } from './threadMemory.ts';

const keys = new Map<number, SigningKey>();

function keyOf({ keyId, key }: SigningTask): SigningKey {
  if (key) {
    if (keyId === 0) keys.clear();
    const { privateKey, ...identity } = key;
    keys.set(keyId, {
      ...identity,
      sign: async (bytes, hash) => signBytesNow(identity.algorithm, hash, privateKey, bytes),
    });
  }
  return keys.get(keyId)!;
}

async function answer(task: SigningTask): Promise<SigningAnswer> {
  const { id, memory, length, options } = task;
  const key = keyOf(task);
  try {
    const signed = await signAppending(Buffer.from(memory, 0, length), { ...options, key }, appendInPlace);
    const where = signed.buffer === memory ? memory : Uint8Array.from(signed).buffer;
    return { id, memory: where, length: signed.length };
  } catch {
    // The caller repeats it, to have the error itself.
    return { id, failed: true };
  }
}

parentPort!.on('message', async (task: SigningTask) => {
  const given = await answer(task);
  parentPort!.postMessage(given, 'memory' in given ? givenAway(given.memory) : []);
});
