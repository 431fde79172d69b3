/** What runs in a thread of the signing pool. It signs in place: the thread has nothing else to do meanwhile. */
import { parentPort } from 'node:worker_threads';
import { signBytesNow } from '../cms/algorithms.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import type { SigningAnswer, SigningTask } from './signingPool.ts';
import { signPdf } from './signPdf.ts';

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
    return { id, pdf: await signPdf(Buffer.from(memory, 0, length), { ...options, key }) };
  } catch {
    // The caller repeats it, to have the error itself.
    return { id, failed: true };
  }
}

parentPort!.on('message', async (task: SigningTask) => {
  const done = await answer(task);
  // Handed over, unless the bytes are part of a larger buffer.
  const whole = 'pdf' in done && done.pdf.byteLength === done.pdf.buffer.byteLength;
  parentPort!.postMessage(done, whole ? [done.pdf.buffer as ArrayBuffer] : []);
});
