import { createServer, type Server } from 'node:net';
import { layoutOf } from './layout.ts';

const LOWEST = 20_000;
const STEP = 100;
const BASES = 80;
/** Bases a thousand apart share ports, those of the agencies' three services. */
const SHARED = 1000;
/** Within a step, a port that nothing of the demonstration listens on. */
const CLAIM = 99;

/**
 * For tests: a port base none of whose ports is in use now or wanted by another run, so that two runs on one machine do
 * not meet; it is this process's own until it ends. All lie below the ports that the system gives to outgoing
 * connections.
 */
export async function freePortBase(): Promise<number> {
  const first = Math.floor(Math.random() * BASES);
  for (let index = 0; index < BASES; index++) {
    const base = LOWEST + ((first + index) % BASES) * STEP;
    const free = await Promise.all(portsOf(base).map(isFree));
    if (free.every(Boolean) && (await claim(base))) return base;
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

/** The demonstration starts seconds after its base was found: until then, and while it runs, its base is taken by this. */
async function claim(portBase: number): Promise<boolean> {
  const server = await listen(LOWEST + CLAIM + (portBase % SHARED));
  server?.unref();
  return server !== undefined;
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** @returns undefined when the port is in use */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
