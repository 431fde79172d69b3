import { createServer } from 'node:net';

/** What a demonstration listens on, added to its port base (scripts/demonstration/layout.ts). */
const OFFSETS = [14, 56, 300, 301, 1014, 1056, 2014, 2056];
const LOWEST = 20_000;
const STEP = 400;
const TRIES = 90;

/** A port base none of whose ports is in use now, so that two runs on one machine do not meet. */
export async function freePortBase(): Promise<number> {
  for (let index = 0; index < TRIES; index++) {
    const base = LOWEST + ((process.pid + index) % TRIES) * STEP;
    const free = await Promise.all(OFFSETS.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no free port base between ${LOWEST} and ${LOWEST + TRIES * STEP}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
