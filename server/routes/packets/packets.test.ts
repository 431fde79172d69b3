import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type DocumentPacket,
  documentIdOf,
  encodeDocument,
  httpsTransport,
  type Transport,
} from '@congvan/exchange';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentPacket } from '../../../exchange/testing/packets.ts';
import { signedDocument } from '../../../signing/testing/signedDocument.ts';
import type { ApiError, Person } from '../../client.ts';
import { agency } from '../../testing/agency.ts';
import { eventually } from '../../testing/eventually.ts';
import { EXCHANGE_SECRET, startTestServer, type TestServer } from '../../testing/testServer.ts';
import { documentCalls } from '../documents/schema.ts';
import { taskCalls } from '../tasks/schema.ts';
import { packetCalls } from './schema.ts';

let server: TestServer;
let clerk: Person;
let transport: Transport;
let signed: Buffer;

beforeAll(async () => {
  server = await startTestServer();
  clerk = await server.signedIn('vanthu');
  transport = httpsTransport({
    ca: server.services.authority.caPem,
    systemId: 'H56',
    secret: EXCHANGE_SECRET,
    addressOf: () => server.exchangeUrl,
    clock: { now: () => new Date() },
  });
  signed = (await signedDocument(server.services)).sealed;
});
afterAll(async () => {
  await transport?.close();
  await server?.stop();
});

/** What the province sends: a document of its own with this number and main file. */
function packet(number: string, content: Uint8Array, changes: Partial<DocumentPacket> = {}): Buffer {
  const code = { number, notation: 'QĐ-UBND' };
  const attachment = { ...documentPacket().attachments[0]!, content: Buffer.from(content) };
  return Buffer.from(
    encodeDocument(
      documentPacket({
        from: { organId: 'H56', organName: 'UBND tỉnh Thanh Hóa' },
        to: [{ organId: agency.organId, organName: agency.name }],
        code,
        documentId: documentIdOf('H56', '2020-12-22', code),
        subject: `Văn bản thử số ${number}`,
        attachments: [attachment],
        ...changes,
      }),
    ),
  );
}

function send(xml: Buffer, packetId = randomUUID()) {
  const sha256 = createHash('sha256').update(xml).digest('hex');
  const shipment = { packetId, from: 'H56', to: agency.organId, sha256, size: xml.length };
  const open = async () => Readable.from([xml]);
  return transport.send({ ...shipment, open }, new AbortController().signal);
}

const documents = async (subject: string) =>
  (await clerk.call(documentCalls.list, { query: { direction: 'incoming', q: subject } })).items;
const receiveTask = (subject: string) =>
  eventually(async () => {
    const { items } = await clerk.call(taskCalls.list, { query: { kind: 'receive' } });
    const task = items.find(({ document }) => document?.subject === subject);
    expect(task).toBeDefined();
    return task!;
  });

describe('a packet from a partner', () => {
  it('waits for the clerk with the validity of its signatures, and is read as it came', async () => {
    const xml = packet('1', signed);
    const packetId = randomUUID();
    expect(await send(xml, packetId)).toMatchObject({ outcome: 'acknowledged' });
    const { items } = await clerk.call(packetCalls.list, {});
    const shown = items.find((item) => item.packetId === packetId);
    expect(shown).toMatchObject({ state: 'waiting', problem: null, from: { organId: 'H56' } });
    expect(shown?.signatures).toMatch(/hợp lệ|chữ ký/i);
    const read = await clerk.call(packetCalls.read, { params: { packetId } });
    expect(Buffer.from(read).equals(xml)).toBe(true);
  });

  it('that comes twice is one document, and is registered once', async () => {
    const [xml, packetId] = [packet('2', signed), randomUUID()];
    const first = await send(xml, packetId);
    expect(await send(xml, packetId)).toEqual(first);
    expect(await documents('Văn bản thử số 2')).toHaveLength(1);

    const task = await receiveTask('Văn bản thử số 2');
    const receive = () =>
      clerk.call(taskCalls.complete, {
        params: { id: task.id },
        body: { kind: 'receive', outcome: 'receive' },
      });
    const { task: done } = await receive();
    expect(done).toMatchObject({ state: 'done', document: { state: 'received' } });
    await expect(receive()).rejects.toMatchObject({ status: 409, code: 'task-closed' });
    const [document] = await documents('Văn bản thử số 2');
    expect(document?.arrivalNumber).toBe(done.document?.arrivalNumber);
  });

  const bad: [what: string, xml: () => Buffer, code: RegExp][] = [
    ['with a wrong schema', () => Buffer.from('<?xml version="1.0"?><edXML><nothing/></edXML>'), /schema/],
    ['that is no XML', () => Buffer.from('%PDF-1.7 not a packet'), /xml|schema/],
    [
      'for somebody else',
      () => packet('3', signed, { to: [{ organId: 'H99', organName: 'Nơi khác' }] }),
      /receiver/,
    ],
  ];
  it.each(bad)('%s is refused with its reason, kept, and shown to the clerk', async (_what, xml, code) => {
    const packetId = randomUUID();
    const receipt = await send(xml(), packetId);
    expect(receipt).toMatchObject({ outcome: 'refused', code: expect.stringMatching(code) });
    const { items } = await clerk.call(packetCalls.list, { query: { box: 'returned' } });
    const kept = items.find((item) => item.packetId === packetId);
    expect(kept).toMatchObject({ documentId: null, problem: { code: expect.stringMatching(code) } });
    expect(kept?.problem?.sentence).not.toBe('');
    const read = await clerk.call(packetCalls.read, { params: { packetId } });
    expect(Buffer.from(read).equals(xml())).toBe(true);
  });

  it('with a broken signature is kept and shown, cannot be received, and goes back with 02 and the reason', async () => {
    const tampered = Buffer.from(signed);
    const at = tampered.indexOf('stream', 200) + 12;
    tampered[at] = tampered[at]! ^ 1;
    await send(packet('4', tampered));
    const task = await receiveTask('Văn bản thử số 4');
    const { items } = await clerk.call(packetCalls.list, {});
    const shown = items.find(({ taskId }) => taskId === task.id);
    expect(shown?.problem?.code).toBe('signature-broken');

    const complete = (body: Parameters<typeof completion>[0]) =>
      clerk.call(taskCalls.complete, completion(body, task.id));
    const refused = (await complete({ kind: 'receive', outcome: 'receive' }).catch(
      (e: unknown) => e,
    )) as ApiError;
    expect(refused.status).toBe(409);
    expect(refused.message).toMatch(/chữ ký/i);
    await complete({ kind: 'receive', outcome: 'refuse', reason: 'Chữ ký bị hỏng' });
    expect((await documents('Văn bản thử số 4'))[0]?.state).toBe('returned');
    await eventually(async () => {
      const { rows } = await queued();
      expect(rows).toContain('status H56');
    });
  });

  it('is not read by who may not read its document', async () => {
    const packetId = randomUUID();
    await send(packet('5', signed), packetId);
    const stranger = await server.signedIn('soanthao2');
    const reading = stranger.call(packetCalls.read, { params: { packetId } });
    await expect(reading).rejects.toMatchObject({ status: 403 });
    const none = clerk.call(packetCalls.read, { params: { packetId: randomUUID() } });
    await expect(none).rejects.toMatchObject({ status: 404 });
  });
});

type Body = { kind: 'receive'; outcome: 'receive' } | { kind: 'receive'; outcome: 'refuse'; reason: string };
const completion = (body: Body, id: string) => ({ params: { id }, body });

async function queued() {
  const found = await sql<{
    kind: string;
    receiver: string;
  }>`select kind, receiver from exchange.outbound`.execute(server.db);
  return { rows: found.rows.map(({ kind, receiver }) => `${kind} ${receiver}`) };
}
