import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createTestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReceiverUnreachedError, type Shipment, type Transport } from '../delivery/transport.ts';
import { bounds } from '../edxml/bounds.ts';
import { encodeDocument, encodeStatus } from '../edxml/encode.ts';
import { documentPacket, statusPacket } from '../testing/packets.ts';
import { clock, type Peer, secret, serveHttps, startPeer } from '../testing/peer.ts';
import { type HttpsTransportOptions, httpsTransport } from './httpsTransport.ts';
import { headers, sign } from './signature.ts';

describe('packets over HTTPS between two systems under one authority', () => {
  let folder: string;
  let peer: Peer;
  let server: Awaited<ReturnType<typeof serveHttps>>;
  let options: HttpsTransportOptions;
  const transports: Transport[] = [];
  const signal = new AbortController().signal;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-https-'));
    const authority = await createTestAuthority({ folder: join(folder, 'ours') });
    const tls = await authority.issueTlsServer({ hosts: ['127.0.0.1'] });
    peer = await startPeer('H56', { secret, organIds: ['H56.14', 'H56'] });
    server = await serveHttps(peer.receive, {
      key: tls.privateKeyPem,
      cert: tls.certificatePem + tls.chainPem,
    });
    options = { ca: authority.caPem, systemId: 'sttt-system', secret, addressOf: () => server.url, clock };
  });
  afterAll(async () => {
    await Promise.all(transports.map((transport) => transport.close()));
    await server.stop();
    await peer.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function shipment(xml: string | Buffer, changes: Partial<Shipment> = {}): Promise<Shipment> {
    const { sha256, size } = await peer.files.put(Buffer.from(xml));
    const open = () => peer.files.stream(sha256);
    return { packetId: randomUUID(), from: 'H56.14', to: 'H56', sha256, size, open, ...changes };
  }
  function send(what: Shipment, changes: Partial<HttpsTransportOptions> = {}) {
    const transport = httpsTransport({ ...options, ...changes });
    transports.push(transport);
    return transport.send(what, signal);
  }
  const inbound = async () => (await peer.effects()).length;

  it('acknowledges a packet once, and its repeats with the same acknowledgement', async () => {
    const packet = await shipment(encodeDocument(documentPacket()));
    const before = await inbound();
    const first = await send(packet);
    expect(first).toMatchObject({ outcome: 'acknowledged', httpStatus: 200 });
    expect(await send(packet)).toEqual(first);
    expect(await inbound()).toBe(before + 1);
    expect(peer.received.at(-1)).toMatchObject({
      systemId: 'sttt-system',
      receiver: 'H56',
      packet: { kind: 'document' },
    });
  });

  it('refuses the same id with other content, and changes nothing', async () => {
    const packet = await shipment(encodeDocument(documentPacket()));
    await send(packet);
    const before = await inbound();
    const { packetId } = packet;
    const other = await shipment(encodeDocument(documentPacket({ subject: 'Khác' })), { packetId });
    expect(await send(other)).toMatchObject({ outcome: 'refused', httpStatus: 409, code: 'packet-conflict' });
    expect(await inbound()).toBe(before);
  });

  it('carries a status packet', async () => {
    const status = statusPacket({ from: { organId: 'H56.14', organName: 'STTTT' } });
    const xml = encodeStatus({ ...status, responseFor: { ...status.responseFor, organId: 'H56' } });
    expect(await send(await shipment(xml))).toMatchObject({ outcome: 'acknowledged' });
  });

  it.each<[string, () => string | Buffer, number, string]>([
    ['a wrong schema', () => '<x/>', 422, 'packet-schema'],
    ['half a packet', () => encodeDocument(documentPacket()).slice(0, 900), 422, 'packet-xml'],
    [
      'a foreign receiver',
      () => encodeDocument(documentPacket({ to: [{ organId: 'H57', organName: 'Khác' }] })),
      421,
      'packet-foreign-receiver',
    ],
    [
      'a From that the system may not speak for',
      () => encodeDocument(documentPacket({ from: { organId: 'G01', organName: 'Bộ' } })),
      403,
      'packet-sender',
    ],
  ])('refuses a packet with %s in Vietnamese, and changes nothing', async (_name, xml, httpStatus, code) => {
    const before = await inbound();
    const receipt = await send(await shipment(xml()));
    expect(receipt).toMatchObject({ outcome: 'refused', httpStatus, code });
    expect(receipt.outcome === 'refused' && receipt.message).toMatch(/Gói tin|Hệ thống/);
    expect(await inbound()).toBe(before);
    const kept = peer.refused.at(-1)!;
    expect(kept).toMatchObject({ systemId: 'sttt-system', error: { code } });
    expect((await peer.files.get(kept.xml!.sha256)).toString()).toBe(String(xml()));
  });

  it('takes a packet of many megabytes, and refuses one over the bound without reading it', async () => {
    const content = Buffer.alloc(20 * 1024 * 1024, 7);
    const attachments = [{ contentId: 'a', name: 'a.bin', contentType: 'application/octet-stream', content }];
    const large = await shipment(encodeDocument(documentPacket({ attachments })));
    expect(await send(large)).toMatchObject({ outcome: 'acknowledged' });
    const size = bounds.packet + 1;
    const piece = Buffer.alloc(1024 * 1024);
    const open = async () =>
      Readable.from(
        (function* () {
          for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, left);
        })(),
      );
    const tooLarge = { ...large, packetId: randomUUID(), size, open };
    expect(await send(tooLarge)).toMatchObject({
      outcome: 'refused',
      httpStatus: 413,
      code: 'file-too-large',
    });
  });

  it('takes no packet whose bytes are not those that were signed', async () => {
    const packet = await shipment(encodeDocument(documentPacket()));
    const changed = Buffer.from(encodeDocument(documentPacket()).replace('2.0', '3.0'));
    const receipt = await send({ ...packet, open: async () => Readable.from([changed]) });
    expect(receipt).toMatchObject({ outcome: 'refused', code: 'packet-digest' });
  });

  it.each<[string, Partial<HttpsTransportOptions>]>([
    ['a wrong secret', { secret: 'guessed' }],
    ['an unknown system', { systemId: 'stranger' }],
    ['a request of ten minutes ago', { clock: { now: () => new Date(Date.now() - 600_000) } }],
  ])('does not let in %s', async (_name, changes) => {
    const before = await inbound();
    const attempt = send(await shipment(encodeDocument(documentPacket())), changes);
    await expect(attempt).rejects.toMatchObject({ name: 'ReceiverUnreachedError', httpStatus: 401 });
    expect(await inbound()).toBe(before);
  });

  it('answers 401 to a request without our headers', async () => {
    const answer = await peer.receive({ headers: {}, body: Readable.from(['x']) });
    expect(answer).toMatchObject({ status: 401, body: { code: 'packet-authentication' } });
    expect(peer.refused.at(-1)).toMatchObject({ xml: undefined, error: { code: 'packet-authentication' } });
  });

  it('binds the signature to every field', () => {
    const fields = {
      date: '2020-12-08T00:00:00Z',
      systemId: 'a',
      packetId: 'b',
      from: 'c',
      to: 'd',
      sha256: 'e',
      size: 1,
    };
    const signatures = Object.keys(fields).map((name) => sign({ ...fields, [name]: 'x' }, secret));
    expect(new Set([...signatures, sign(fields, secret)]).size).toBe(Object.keys(headers).length + 1);
  });

  it('trusts only the authority given, and says why it could not connect', async () => {
    const stranger = await createTestAuthority({ folder: join(folder, 'other') });
    const packet = await shipment(encodeDocument(documentPacket()));
    await expect(send(packet, { ca: stranger.caPem })).rejects.toThrow(ReceiverUnreachedError);
    await expect(send(packet, { addressOf: () => undefined })).rejects.toThrow(/chưa khai báo địa chỉ/);
    await expect(send(packet, { addressOf: () => 'https://127.0.0.1:1' })).rejects.toThrow(/ECONNREFUSED/);
  });
});
