import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, type GrpcServer, startGrpcServer } from './grpcServer.ts';

const OK = 0;
const [RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL] = [8, 12, 13];
const MOST = 4;

let server: GrpcServer;
const waiting: Call[] = [];
beforeAll(async () => {
  server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    maxRequestBytes: 4 * 1024 * 1024,
    maxConnections: MOST,
    methods: new Map([
      ['/test/Echo', (request, call) => call.answer(request)],
      ['/test/Length', (request, call) => call.answer(Buffer.from(String(request.length)))],
      ['/test/Wait', (_request, call) => waiting.push(call)],
    ]),
  });
});
afterAll(() => server.stop());

/** A message with a prefix that says whether it is compressed. */
function message(bytes: Buffer, compressed = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

interface Answer {
  /** Of HTTP and of gRPC. */
  http: number;
  status: number;
  accepts: string | undefined;
  bytes: Buffer;
}

function client() {
  const session = connectHttp2(`http://127.0.0.1:${server.port}`);
  const closed = new Promise<void>((resolve) => session.once('close', resolve));
  session.on('error', () => undefined);
  const call = (path: string, body: Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve) => {
      const parts: Buffer[] = [];
      const seen: Record<string, unknown> = {};
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      stream.on('error', () => undefined);
      stream.on('response', (head) => Object.assign(seen, head));
      stream.on('trailers', (tail) => Object.assign(seen, tail));
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('close', () =>
        resolve({
          http: Number(seen[':status']),
          status: Number(seen['grpc-status']),
          accepts: seen['grpc-accept-encoding'] as string | undefined,
          bytes: Buffer.concat(parts).subarray(5),
        }),
      );
      stream.end(body);
    });
  return { call, closed, session };
}

const gzip = { 'grpc-encoding': 'gzip' };

describe('a request', () => {
  it.each([
    ['application/grpc', 200],
    ['application/grpc+proto', 200],
    ['application/grpc;charset=utf-8', 200],
    ['application/grpc-web', 415],
    ['application/grpc-web+proto', 415],
    ['application/grpcfoo', 415],
    ['text/plain', 415],
  ])('of the content type %s is answered by HTTP %d', async (type, http) => {
    const { call, session } = client();
    expect(await call('/test/Echo', message(Buffer.from('a')), { 'content-type': type })).toMatchObject({
      http,
    });
    session.destroy();
  });

  it('may be compressed by gzip', async () => {
    const { call, session } = client();
    const bytes = Buffer.from('công văn '.repeat(1_000));
    expect(await call('/test/Echo', message(gzipSync(bytes), 1), gzip)).toMatchObject({ status: OK, bytes });
    expect(await call('/test/Echo', message(bytes), gzip)).toMatchObject({ status: OK, bytes });
    session.destroy();
  });

  it('compressed otherwise is refused with what may be used', async () => {
    const { call, session } = client();
    for (const encoding of ['deflate', 'br', 'x'.repeat(5_000)])
      expect(
        await call('/test/Echo', message(Buffer.from('a'), 1), { 'grpc-encoding': encoding }),
      ).toMatchObject({
        status: UNIMPLEMENTED,
        accepts: 'identity,gzip',
      });
    session.destroy();
  });

  it('that is compressed and does not say how, or is no gzip, is refused', async () => {
    const { call, session } = client();
    const bytes = gzipSync(Buffer.from('a'));
    expect(await call('/test/Echo', message(bytes, 1))).toMatchObject({ status: INTERNAL });
    expect(await call('/test/Echo', message(bytes, 7), gzip)).toMatchObject({ status: INTERNAL });
    expect(await call('/test/Echo', message(Buffer.from('no gzip'), 1), gzip)).toMatchObject({
      status: INTERNAL,
    });
    session.destroy();
  });

  it('that becomes larger than a message may be is refused', async () => {
    const { call, session } = client();
    expect(await call('/test/Echo', message(gzipSync(Buffer.alloc(50_000_000)), 1), gzip)).toMatchObject({
      status: RESOURCE_EXHAUSTED,
    });
    session.destroy();
  });

  it('of few bytes that become many is shed while too many of them do', async () => {
    const { call, session } = client();
    const bomb = message(gzipSync(Buffer.alloc(4 * 1024 * 1024)), 1);
    const answers = await Promise.all(Array.from({ length: 150 }, () => call('/test/Length', bomb, gzip)));
    expect(new Set(answers.map(({ status }) => status))).toContain(RESOURCE_EXHAUSTED);
    // What was shed is held on to no longer.
    expect(await call('/test/Length', bomb, gzip)).toMatchObject({ status: OK });
    session.destroy();
  });
});

describe('more connections than there may be', () => {
  const silent = (): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => resolve(socket));
      socket.on('error', () => undefined);
    });
  const ended = (socket: Socket) =>
    socket.destroyed ? undefined : new Promise((resolve) => socket.resume().once('close', resolve));

  it('cost those their place that ask for nothing, the oldest first', async () => {
    const worker = client();
    waiting.length = 0;
    void worker.call('/test/Wait', message(Buffer.from('w')));
    await expect.poll(() => waiting.length).toBe(1);
    const idle: Socket[] = [];
    for (let i = 1; i < MOST; i++) idle.push(await silent());
    const { call, session } = client();
    expect(await call('/test/Echo', message(Buffer.from('a')))).toMatchObject({ status: OK });
    await ended(idle[0]!);
    expect(idle.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
    expect(worker.session.destroyed).toBe(false);
    for (const socket of idle) socket.destroy();
    worker.session.destroy();
    session.destroy();
  });

  it('are refused while all of them wait for an answer', async () => {
    waiting.length = 0;
    const workers = Array.from({ length: MOST }, client);
    for (const { call } of workers) void call('/test/Wait', message(Buffer.from('w')));
    await expect.poll(() => waiting.length).toBe(MOST);
    const late = client();
    await late.closed;
    expect(workers.some(({ session }) => session.destroyed)).toBe(false);
    for (const { session } of workers) session.destroy();
  });
});
