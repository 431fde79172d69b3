import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { CamelCasePlugin, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeDocument } from '../edxml/encode.ts';
import { documentPacket } from '../testing/packets.ts';
import { clock, type Peer, secret, startPeer } from '../testing/peer.ts';
import { headers, sign } from '../transports/signature.ts';
import { enqueuePacket } from './enqueuePacket.ts';
import { deliveriesOf, retryDelivery } from './queue.ts';
import { type DeliveryOptions, startDelivery } from './startDelivery.ts';
import type { ExchangeTables } from './tables.ts';
import { type Receipt, ReceiverUnreachedError, type Shipment, type Transport } from './transport.ts';

const patient = { baseMs: 1, maxMs: 8, giveUpAfterMs: 3_600_000 };
const FAR_AWAY = 'H99';

let sender: Peer;
let receiver: Peer;
beforeAll(async () => {
  const partner = { secret, organIds: ['H56.14'] };
  [sender, receiver] = await Promise.all([startPeer('H56.14', partner), startPeer('H56', partner)]);
});
afterAll(() => Promise.all([sender.stop(), receiver.stop()]));
beforeEach(async () => {
  await sql`truncate exchange.attempts, exchange.outbound`.execute(sender.test.db);
  await sql`truncate exchange.inbound, effects`.execute(receiver.test.db);
});

/** Hands the shipment to the receiver as HTTP would. */
async function carry(shipment: Shipment): Promise<Receipt> {
  const { packetId, from, to, sha256, size } = shipment;
  const fields = {
    date: new Date().toISOString(),
    systemId: 'sttt-system',
    packetId,
    from,
    to,
    sha256,
    size,
  };
  const { status, body } = await receiver.receive({
    headers: {
      'content-length': String(size),
      ...Object.fromEntries(
        Object.entries(headers).flatMap(([field, name]) =>
          field === 'signature' ? [] : [[name, fields[field as keyof typeof fields]]],
        ),
      ),
      [headers.signature]: sign(fields, secret),
    } as Record<string, string>,
    body: await shipment.open(),
  });
  if ('acknowledgementId' in body) {
    return { outcome: 'acknowledged', httpStatus: status, acknowledgementId: body.acknowledgementId };
  }
  if (status >= 500) throw new ReceiverUnreachedError(to, body.message, { httpStatus: status });
  return { outcome: 'refused', httpStatus: status, ...body };
}

const through = (send: Transport['send']): Transport => ({ send, close: async () => undefined });

async function queue(number: number, to = ['H56'], packetId: string = randomUUID()): Promise<string> {
  const documentId = `H56.14,2020/12/08,${number}/TTr-STTTT`;
  const organs = to.map((organId) => ({ organId, organName: organId }));
  const xml = await sender.files.put(
    Buffer.from(encodeDocument(documentPacket({ documentId, to: organs, subject: `Số ${number}` }))),
  );
  const packet = { packetId, kind: 'document' as const, from: 'H56.14', to, documentId, xml };
  await sender.test.db.transaction().execute((trx) => enqueuePacket(trx, packet, new Date()));
  return documentId;
}

function start(transport: Transport, options: Partial<DeliveryOptions<ExchangeTables>> = {}) {
  const { test, files } = sender;
  return startDelivery({ db: test.db, files, transport, clock, backoff: patient, pollMs: 5, ...options });
}

async function untilSettled(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from exchange.outbound where state in ('queued', 'sending')`.execute(
      sender.test.db,
    );
    if (rows.length === 0) return;
    await sleep(10);
  }
}

// The simulation waits for two databases to come back many times.
describe('delivery', { timeout: 120_000 }, () => {
  it('brings a packet over and keeps the evidence', async () => {
    const documentId = await queue(2225);
    const changes: string[] = [];
    const delivery = start(through(carry), {
      onChange: async (_trx, { state, acknowledgementId }) => {
        changes.push(`${state} ${acknowledgementId}`);
      },
    });
    await untilSettled();
    await delivery.stop();
    const [entry] = await deliveriesOf(sender.test.db, documentId);
    expect(entry).toMatchObject({ state: 'acknowledged', attempts: 1, httpStatus: 200, receiver: 'H56' });
    const inbound = await receiver.test.db.selectFrom('exchange.inbound').selectAll().execute();
    expect(inbound).toMatchObject([
      { id: entry!.acknowledgementId, document_id: documentId, sender: 'H56.14' },
    ]);
    expect(changes).toEqual([`acknowledged ${entry!.acknowledgementId}`]);
    const stored = inbound[0]!.packet;
    const [attachment] = stored.kind === 'document' ? stored.attachments : [];
    expect((await receiver.files.get(attachment!.sha256)).toString()).toBe('%PDF-1.7 tờ trình');
  });

  it('works on a connection whose plugins rename columns', async () => {
    const { test, files } = sender;
    const db = test.db.withPlugin(new CamelCasePlugin());
    const documentId = await queue(7);
    const seen: string[] = [];
    const delivery = startDelivery({
      ...{ db, files, transport: through(carry), clock, backoff: patient, pollMs: 5 },
      onChange: async (_trx, change) => {
        seen.push(change.documentId);
      },
    });
    await untilSettled();
    await delivery.stop();
    expect(seen).toEqual([documentId]);
    expect(await deliveriesOf(db, documentId)).toMatchObject([{ documentId, state: 'acknowledged' }]);
  });

  it('sends nothing of a transaction that was rolled back, and one packet for the same id twice', async () => {
    const packetId = randomUUID();
    await queue(1, ['H56'], packetId);
    await queue(1, ['H56'], packetId);
    await expect(
      sender.test.db.transaction().execute(async (trx) => {
        const xml = { sha256: 'a'.repeat(64), size: 1 };
        const packet = {
          packetId: randomUUID(),
          kind: 'document' as const,
          from: 'a',
          to: ['b'],
          documentId: 'c',
          xml,
        };
        await enqueuePacket(trx, packet, new Date());
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const rows = await sender.test.db.selectFrom('exchange.outbound').select('packet_id').execute();
    expect(rows).toEqual([{ packet_id: packetId }]);
  });

  it('stops at a refusal with its reason, goes on with the next packet, and starts again when asked', async () => {
    const refused = await queue(1, ['H57']);
    const delivery = start(through(carry));
    await untilSettled();
    const [entry] = await deliveriesOf(sender.test.db, refused);
    expect(entry).toMatchObject({ state: 'failed', errorCode: 'packet-foreign-receiver', httpStatus: 421 });
    expect(entry!.errorMessage).toMatch(/không gửi cho cơ quan này/);
    expect(await receiver.effects()).toEqual([]);
    const retried = await sender.test.db
      .transaction()
      .execute((trx) => retryDelivery(trx, entry!.id, new Date()));
    expect(retried).toBe(true);
    await untilSettled();
    await delivery.stop();
    const attempts = await sender.test.db
      .selectFrom('exchange.attempts')
      .select(['attempt', 'outcome'])
      .execute();
    expect(attempts).toEqual([
      { attempt: 1, outcome: 'refused' },
      { attempt: 2, outcome: 'refused' },
    ]);
  });

  it('gives up after the time set, and never lets a later packet overtake a waiting one', async () => {
    const first = await queue(1);
    await queue(2);
    const sent: string[] = [];
    const delivery = start(
      through(async (shipment) => {
        sent.push(shipment.sha256);
        if (sent.length < 6) throw new ReceiverUnreachedError('H56', 'mất mạng');
        return carry(shipment);
      }),
    );
    await untilSettled();
    await delivery.stop();
    expect(new Set(sent.slice(0, 6)).size).toBe(1);
    expect((await receiver.effects())[0]).toBe(first);

    const hopeless = await queue(3);
    const impatient = start(
      through(async () => {
        throw new ReceiverUnreachedError('H56', 'mất mạng');
      }),
      { backoff: { ...patient, giveUpAfterMs: 0 } },
    );
    await untilSettled();
    await impatient.stop();
    expect(await deliveriesOf(sender.test.db, hopeless)).toMatchObject([
      { state: 'failed', errorCode: 'receiver-unreached' },
    ]);
  });

  it('leaves other receivers alone while one is out of reach', async () => {
    await queue(1, [FAR_AWAY]);
    const near = await queue(2, ['H56']);
    const delivery = start(
      through(async (shipment) => {
        if (shipment.to === FAR_AWAY) throw new ReceiverUnreachedError(FAR_AWAY, 'mất mạng');
        return carry(shipment);
      }),
    );
    while ((await receiver.effects()).length === 0) await sleep(5);
    await delivery.stop();
    expect(await receiver.effects()).toEqual([near]);
    const [far] = await deliveriesOf(sender.test.db, 'H56.14,2020/12/08,1/TTr-STTTT');
    expect(far).toMatchObject({ state: 'queued', errorMessage: 'Chưa gửi được tới H99: mất mạng.' });
  });

  it('finds its next packet by an index', async () => {
    await sql`set enable_seqscan = off`.execute(sender.test.db);
    const { rows } = await sql<{
      'QUERY PLAN': string;
    }>`explain select distinct on (receiver) id from exchange.outbound
      where state in ('queued', 'sending') order by receiver, id`.execute(sender.test.db);
    await sql`set enable_seqscan = on`.execute(sender.test.db);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('outbound_waiting');
  });

  /** What can happen to one attempt, or to the sender around it. */
  const fate = fc.constantFrom(
    ...([
      'fine',
      'fine',
      'request lost',
      'reply lost',
      'sent twice',
      'receiver fails',
      'sender dies',
    ] as const),
  );

  it('has exactly one effect per packet, in order, whatever is lost, repeated or killed', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        async (fates, count) => {
          await sql`truncate exchange.inbound, effects`.execute(receiver.test.db);
          const documents: string[] = [];
          for (let index = 0; index < count; index += 1) {
            number += 1;
            documents.push(await queue(number));
          }
          const left = [...fates];
          const transport = through(async (shipment) => {
            switch (left.shift()) {
              case 'request lost':
                throw new ReceiverUnreachedError('H56', 'mất yêu cầu');
              case 'reply lost':
                await carry(shipment);
                throw new ReceiverUnreachedError('H56', 'mất trả lời');
              case 'sent twice':
                return (await Promise.all([carry(shipment), carry(shipment)]))[0];
              case 'receiver fails':
                await killConnections(receiver);
                return carry(shipment);
              case 'sender dies':
                await carry(shipment);
                await killConnections(sender);
                return carry(shipment);
              default:
                return carry(shipment);
            }
          });
          // Two senders on one database: one works, the other takes over when the first one's connections die.
          const senders = [start(transport), start(transport)];
          for (let settled = false; !settled; ) {
            settled = await untilSettled().then(
              () => true,
              () => false, // our own look was killed too
            );
          }
          await Promise.all(senders.map((running) => running.stop()));
          expect(await receiver.effects()).toEqual(documents);
          const states = await sql<{ state: string }>`select distinct state from exchange.outbound`.execute(
            sender.test.db,
          );
          expect(states.rows).toEqual([{ state: 'acknowledged' }]);
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** As a kill -9 of the process shows itself to the database: every connection to it ends at once. */
async function killConnections({ test }: Peer): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
    .execute(test.db)
    .catch(() => undefined);
}
