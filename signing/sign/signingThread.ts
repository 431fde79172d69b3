/** What runs in a thread of the signing pool. The key is used here too: the thread has nothing else to do meanwhile. */
import { parentPort } from 'node:worker_threads';
import { signBytesNow } from '../cms/algorithms.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { answering } from '../threads/threadErrors.ts';
import { appendInPlace } from './append.ts';
import type { SigningAnswer, SigningTask } from './signingPool.ts';
import { signAppending } from './signPdf.ts';

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

function signed(task: SigningTask): Promise<Buffer> {
  const document = Buffer.from(task.memory, 0, task.length);
  return signAppending(document, { ...task.options, key: keyOf(task) }, appendInPlace);
}

parentPort!.on('message', async (task: SigningTask) => {
  let { memory } = task;
  const answer = await answering(async () => {
    const { buffer, length } = await signed(task);
    // A document that outgrew its memory has one of its own.
    memory = buffer as ArrayBuffer;
    return length;
  });
  parentPort!.postMessage({ id: task.id, answer, memory } satisfies SigningAnswer, [memory]);
});
