import { createServer } from 'node:net';
import { layoutOf } from './layout.ts';

const LOWEST = 20_000;
const STEP = 100;
const BASES = 80;

/**
 * For tests: a port base none of whose ports is in use now, so that two runs on one machine do not meet. All lie below
 * the ports that the system gives to outgoing connections.
 */
export async function freePortBase(): Promise<number> {
  const first = Math.floor(Math.random() * BASES);
  for (let index = 0; index < BASES; index++) {
    const base = LOWEST + ((first + index) % BASES) * STEP;
    const free = await Promise.all(portsOf(base).map(isFree));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no free port base between ${LOWEST} and ${LOWEST + BASES * STEP}`);
}

function portsOf(portBase: number): number[] {
  const { responderPort, timestampPort, places } = layoutOf({ data: '', portBase });
  const agencies = Object.values(places).flatMap((place) => [
    place.httpPort,
    place.enginePort,
    place.exchangePort,
  ]);
  return [responderPort, timestampPort, ...agencies];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
