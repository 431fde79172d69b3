import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface DatabaseProxy {
  /** The database, by way of the proxy. */
  url: string;
  /** From now on nothing goes through, and nobody is told: a network that has failed. */
  silence(): void;
  /** All connections break; new ones are as before. */
  cut(): void;
  stop(): Promise<void>;
}

/** A network in between that may fail. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (!silent) to.write(bytes);
      });
      from.on('close', () => {
        sockets.delete(from);
        if (!silent) to.destroy();
      });
      from.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    silence() {
      silent = true;
    },
    cut() {
      cut();
      silent = false;
    },
    stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      cut();
      return closed;
    },
  };
}
