import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until it no longer throws, for what happens after the answer; the last error counts. */
export async function eventually<T>(look: () => Promise<T>, { seconds = 60 } = {}): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}
