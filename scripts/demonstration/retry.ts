import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../server/client.ts';

const PAUSE = 100;

/** Waits until `look` finds something. Gives up with what it waited for. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  { seconds = 120 } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(PAUSE);
  }
  throw new Error(`Chờ quá ${seconds} giây: ${what}`);
}

/** A server that was killed and comes back is waited for: the same request is made again. */
export async function patiently<T>(request: () => Promise<T>, { seconds = 90 } = {}): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const unreached = error instanceof TypeError || (error instanceof ApiError && error.status === 503);
      if (!unreached || Date.now() > end) throw error;
      await sleep(PAUSE);
    }
  }
}
