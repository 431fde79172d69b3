import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { rootCertificates } from 'node:tls';
import { httpsTransport, PACKETS_PATH, PacketError, packetReceiver, startDelivery } from '@congvan/exchange';
import { acceptPacket, deliveryChanged, keepRejectedPacket, type Office } from '@congvan/office';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import { explain, type Log } from '../log.ts';

/** Receives packets over HTTPS and sends those that the office has queued. The system's id is the agency's. */
export async function startExchange<Tables>(
  { organId, exchange }: Config & { exchange: NonNullable<Config['exchange']> },
  office: Office,
  db: Kysely<Tables>,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const { clock, files } = office;
  const { secret } = exchange;
  const onError = (error: unknown) => log.error('exchange', { error: explain(error) });
  const receive = packetReceiver({
    db,
    files,
    clock,
    serves: (id) => id === organId,
    partner: (systemId) => partnerOf(office, systemId, secret),
    onPacket: (trx, received) => acceptPacket(office, trx, received),
    async onRefused({ systemId, packetId, xml, error }) {
      log.info('packet refused', { systemId, packetId, code: error.code });
      if (xml && error instanceof PacketError) {
        await keepRejectedPacket(office, { systemId, packetId, xml, error });
      }
    },
    onError,
  });
  const server = createServer(
    { cert: await readFile(exchange.certificate), key: await readFile(exchange.key) },
    async (request, response) => {
      if (request.url !== PACKETS_PATH || request.method !== 'POST') {
        response.writeHead(404).end();
        return;
      }
      const { status, body } = await receive({ headers: request.headers, body: request });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    },
  );
  server.listen(exchange.port, exchange.host);
  await once(server, 'listening');

  const ca = exchange.ca ? await readFile(exchange.ca, 'utf8') : rootCertificates.join('\n');
  const transport = httpsTransport({
    ca,
    systemId: organId,
    secret,
    clock,
    addressOf: (partner) => addressOf(office, partner),
  });
  const delivery = startDelivery({
    db,
    files,
    transport,
    clock,
    onChange: (trx, changed) => deliveryChanged(office, trx, changed),
    onError,
  });
  return {
    async stop() {
      await delivery.stop();
      await transport.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A system speaks for the agencies that the address book says are on it. */
async function partnerOf({ db }: Office, systemId: string, secret: string) {
  const rows = await db
    .selectFrom('office.agencies')
    .select('organId')
    .where('systemId', '=', systemId)
    .execute();
  return rows.length === 0 ? undefined : { secret, organIds: rows.map(({ organId }) => organId) };
}

async function addressOf({ db }: Office, organId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('office.agencies')
    .select('endpoint')
    .where('organId', '=', organId)
    .executeTakeFirst();
  return row?.endpoint ?? undefined;
}
