/** What runs in a thread of the signing pool. The key is used here too: the thread has nothing else to do meanwhile. */
import { parentPort } from 'node:worker_threads';
import { signBytesNow } from '../cms/algorithms.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { answering } from '../threads/threadErrors.ts';
import { appendInPlace } from './append.ts';
import type { SignedInThread, SigningAnswer, SigningTask } from './signingPool.ts';
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

async function signed(task: SigningTask): Promise<SignedInThread> {
  const { memory, length, options } = task;
  const document = Buffer.from(memory, 0, length);
  const made = await signAppending(document, { ...options, key: keyOf(task) }, appendInPlace);
  if (made.buffer === memory && memory instanceof SharedArrayBuffer) return { length: made.length };
  // A document that outgrew its memory has one of its own.
  return { length: made.length, memory: made.buffer as ArrayBuffer };
}

parentPort!.on('message', async (task: SigningTask) => {
  const answer = await answering(() => signed(task));
  const memory = 'value' in answer ? answer.value.memory : undefined;
  parentPort!.postMessage({ id: task.id, answer } satisfies SigningAnswer, memory ? [memory] : []);
});
