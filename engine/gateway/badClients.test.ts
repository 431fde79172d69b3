import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathOf, TestGateway } from '../testing/gateway.ts';
import { bpmn, flow, service } from '../testing/index.ts';
import * as f from './http2/frames.ts';
import { encodeHeaders } from './http2/hpack.ts';

let gateway: TestGateway;
const sessions: ClientHttp2Session[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(async () => {
  for (const session of sessions) session.destroy();
  for (const socket of sockets) socket.destroy();
  await gateway.stop();
});

/** A connection with windows of this size that it never opens again. */
function stingy(initialWindowSize: number): ClientHttp2Session {
  const session = connectHttp2(`http://127.0.0.1:${gateway.gateway.port}`, {
    settings: { initialWindowSize },
  });
  session.on('error', () => undefined);
  sessions.push(session);
  return session;
}

function post(session: ClientHttp2Session, method: string, message: Buffer) {
  const stream = session.request({
    ':method': 'POST',
    ':path': pathOf(method),
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => undefined);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
  return stream;
}

const socket = (): Promise<Socket> =>
  new Promise((resolve) => {
    const opened = connect(gateway.gateway.port, '127.0.0.1', () => resolve(opened));
    opened.on('error', () => undefined);
    sockets.push(opened);
  });

/** A connection whose windows are as wide as can be. */
async function speaking(): Promise<Socket> {
  const opened = await socket();
  opened.write(f.PREFACE);
  opened.write(f.settingsFrame([[f.SETTINGS_INITIAL_WINDOW_SIZE, f.LARGEST_WINDOW]]));
  opened.write(f.numberFrame(f.WINDOW_UPDATE, 0, f.LARGEST_WINDOW - f.DEFAULT_WINDOW));
  return opened;
}

/** A request, its message in frames of these parts. */
function rawRequest(id: number, method: string, parts: readonly Buffer[]): Buffer {
  const headers = encodeHeaders([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', pathOf(method)],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
  ]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    1,
  );
  return Buffer.concat([
    f.frame(f.HEADERS, f.END_HEADERS, id, headers),
    f.frame(f.DATA, 0, id, prefix),
    ...parts.map((part, i) => f.frame(f.DATA, i === parts.length - 1 ? f.END_STREAM : 0, id, part)),
  ]);
}

const closed = (one: Socket): Promise<unknown> =>
  one.destroyed ? Promise.resolve() : new Promise((resolve) => one.resume().once('close', resolve));

/** A process `id` with one task of this type. */
const waiting = (id: string, type: string) =>
  bpmn(`<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', type)}`).replace('id="p"', `id="${id}"`);

describe('while a client misbehaves, others go on', () => {
  it('when it never reads its stream of jobs: the rest of them goes to who does', async () => {
    await gateway.deploy(waiting('unread', 'unread'));
    const request = gateway.encode('StreamActivatedJobs', {
      type: 'unread',
      worker: 'deaf',
      timeout: 3_600_000,
    });
    const stream = post(stingy(1), 'StreamActivatedJobs', request);
    await new Promise((resolve) => stream.once('response', resolve));
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 60; i++) await gateway.create({ text }, 'unread');
    const rest = await gateway.engine.activate('unread', 100, 5_000);
    expect(rest.length).toBeGreaterThan(0);
    expect(await gateway.goesOn()).toBe(true);
  });

  it('when it asks for more and more that it never reads: it is cut off', async () => {
    await gateway.deploy(waiting('greedy', 'greedy'));
    await gateway.create({ text: 'x'.repeat(3_500_000) }, 'greedy');
    const session = stingy(0);
    const cut = new Promise((resolve) => session.once('close', resolve));
    // The job times out at once and is there again for the next.
    const request = gateway.encode('ActivateJobs', {
      type: 'greedy',
      worker: 'deaf',
      timeout: 1,
      maxJobsToActivate: 1,
    });
    for (let i = 0; i < 100 && !session.destroyed; i++) {
      const stream = post(session, 'ActivateJobs', request);
      await Promise.race([new Promise((resolve) => stream.once('response', resolve)), cut]);
    }
    await cut;
    expect(await gateway.goesOn()).toBe(true);
  });

  it('when it opens its windows wide, asks for more and more and reads nothing: it is cut off', async () => {
    await gateway.deploy(waiting('wide', 'wide'));
    await gateway.create({ text: 'x'.repeat(3_500_000) }, 'wide');
    const request = gateway.encode('ActivateJobs', {
      type: 'wide',
      worker: 'deaf',
      timeout: 1,
      maxJobsToActivate: 1,
    });
    const deaf = await speaking();
    deaf.pause();
    for (let i = 0; i < 500 && !deaf.destroyed; i++) {
      deaf.write(rawRequest(2 * i + 1, 'ActivateJobs', [request]));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(deaf.destroyed).toBe(true);
    expect(await gateway.goesOn()).toBe(true);
  });

  it('when it sends its request byte by byte', async () => {
    await gateway.deploy(waiting('slow', 'slow'));
    const request = gateway.encode('CreateProcessInstance', {
      bpmnProcessId: 'slow',
      version: -1,
      variables: JSON.stringify({ text: 'x'.repeat(100_000) }),
    });
    const slow = await speaking();
    slow.resume();
    slow.write(
      rawRequest(
        1,
        'CreateProcessInstance',
        Array.from(request, (byte) => Buffer.of(byte)),
      ),
    );
    const [job] = await gateway.engine.activate('slow', 1, 10_000);
    expect(job!.variables).toHaveLength(100_011);
  });

  it('when it waits for jobs 10,000 times at once', async () => {
    const session = connectHttp2(`http://127.0.0.1:${gateway.gateway.port}`);
    sessions.push(session);
    await new Promise((resolve) => session.once('remoteSettings', resolve));
    const request = gateway.encode('ActivateJobs', {
      type: 'none-of-them',
      worker: 'many',
      timeout: 1_000,
      maxJobsToActivate: 1,
      requestTimeout: 3_600_000,
    });
    const streams = Array.from({ length: 10_000 }, () => post(session, 'ActivateJobs', request));
    expect(await gateway.goesOn()).toBe(true);
    for (const stream of streams) stream.close();
    await new Promise((resolve) => session.close(resolve as () => void));
    expect(await gateway.goesOn()).toBe(true);
  });

  it('when it opens 2,000 connections and says nothing', async () => {
    const idle = await Promise.all(Array.from({ length: 2_000 }, socket));
    expect(await gateway.goesOn()).toBe(true);
    for (const one of idle) one.destroy();
  });

  it('when it hangs up in the middle of its preface, of a frame or of a request', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    for (const said of ['', preface.slice(0, 9), preface, `${preface}\0\0\x04\x04\0`]) {
      const half = await socket();
      half.end(said);
      await closed(half);
    }
    const session = stingy(65_535);
    const stream = session.request({
      ':method': 'POST',
      ':path': pathOf('Topology'),
      'content-type': 'application/grpc',
    });
    stream.on('error', () => undefined);
    stream.write(Buffer.from([0, 0, 0, 1, 0, 7]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    session.destroy();
    expect(await gateway.goesOn()).toBe(true);
  });

  it('when it speaks HTTP/1.1, TLS or nonsense: it is hung up on', async () => {
    for (const said of [
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
      '\0'.repeat(99),
    ]) {
      const stranger = await socket();
      stranger.write(said, 'latin1');
      await closed(stranger);
    }
    expect(await gateway.goesOn()).toBe(true);
  });
});
