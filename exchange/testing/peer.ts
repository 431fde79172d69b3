import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileStore, localFileStore, migrate } from '@congvan/storage';
import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { CamelCasePlugin, sql } from 'kysely';
import { exchangeMigrations, SCHEMA } from '../delivery/migrations.ts';
import type { ReceivedPacket } from '../delivery/receivePacket.ts';
import type { ExchangeTables } from '../delivery/tables.ts';
import { PACKETS_PATH } from '../transports/httpsTransport.ts';
import {
  type PacketRequest,
  type PacketResponse,
  type Partner,
  packetReceiver,
  type RefusedPacket,
} from '../transports/packetReceiver.ts';

export const secret = 'a secret agreed between two systems';
export const clock = { now: () => new Date() };

/** One agency's system: database, files, and a receiver whose effect is a row per packet. */
export interface Peer {
  organId: string;
  test: TestDatabase<ExchangeTables>;
  files: FileStore;
  receive(request: PacketRequest): Promise<PacketResponse>;
  /** DocumentIds registered, in order, with as many entries as there were effects. */
  effects(): Promise<string[]>;
  received: ReceivedPacket[];
  refused: RefusedPacket[];
  errors: unknown[];
  stop(): Promise<void>;
}

export async function startPeer(organId: string, partner: Partner): Promise<Peer> {
  const test = await testDatabase<ExchangeTables>({ max: 8 });
  const folder = await mkdtemp(join(tmpdir(), 'congvan-exchange-'));
  const files = localFileStore({ folder });
  await migrate(test.db, { schema: SCHEMA, migrations: exchangeMigrations });
  await sql`create table effects (id int generated always as identity, document_id text not null)`.execute(
    test.db,
  );
  const received: ReceivedPacket[] = [];
  const refused: RefusedPacket[] = [];
  const errors: unknown[] = [];
  const receive = packetReceiver({
    db: test.db.withPlugin(new CamelCasePlugin()), // as the office opens it
    files,
    clock,
    serves: (id) => id === organId,
    partner: (systemId) => (systemId === 'sttt-system' ? partner : undefined),
    onPacket: async (trx, packet) => {
      const documentId =
        packet.packet.kind === 'document' ? packet.packet.documentId : packet.packet.responseFor.documentId;
      await sql`insert into effects (document_id) values (${documentId})`.execute(trx);
      received.push(packet);
    },
    onRefused: (packet) => {
      refused.push(packet);
    },
    onError: (error) => errors.push(error),
  });
  return {
    organId,
    test,
    files,
    receive,
    received,
    refused,
    errors,
    effects: async () => {
      const { rows } = await sql<{
        document_id: string;
      }>`select document_id from effects order by id`.execute(test.db);
      return rows.map((row) => row.document_id);
    },
    stop: async () => {
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Serves a receiver over HTTPS. */
export async function serveHttps(
  receive: Peer['receive'],
  tls: { key: string; cert: string },
): Promise<{ server: Server; url: string; stop(): Promise<void> }> {
  const server = createServer(tls, async (request, response) => {
    if (request.url !== PACKETS_PATH || request.method !== 'POST') return response.writeHead(404).end();
    const { status, body } = await receive({ headers: request.headers, body: request });
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    server,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
