import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import * as f from './frames.ts';
import { encodeHeaders, HeaderDecoder } from './hpack.ts';
import { Turns } from './turns.ts';

const MAX_STREAMS = 50;
const STREAM_WINDOW = 128 * 1024;
const trailers = encodeHeaders([['x-done', 'yes']]);

let server: Server;
let port: number;

/** Paths of the requests that were whole, in order. */
const asked: string[] = [];

/** Answers every request, once it is whole, with its path and the number of its bytes, then `?n` bytes more. What asks
 * below `/busy` takes 2 ms. */
beforeAll(async () => {
  const turns = new Turns();
  server = createServer({ allowHalfOpen: true }, (socket) => {
    new Connection(socket, {
      streamWindow: STREAM_WINDOW,
      maxStreams: MAX_STREAMS,
      // So low that a slow machine reaches it, too.
      maxIdleFrames: 500,
      unread: { bytes: 0 },
      open: { streams: 0 },
      turns,
      request(stream, { path }) {
        let bytes = 0;
        stream.events = {
          data: (part) => {
            bytes += part.length;
          },
          end: () => {
            asked.push(path);
            const until = performance.now() + (path.startsWith('/busy') ? 2 : 0);
            while (performance.now() < until);
            stream.headers(
              encodeHeaders([
                [':status', '200'],
                ['x-path', path],
                ['x-bytes', String(bytes)],
              ]),
            );
            const more = Number(/\?(\d+)$/.exec(path)?.[1] ?? 0);
            if (more > 0) stream.data(Buffer.alloc(more, 'x'));
            if (!path.startsWith('/open')) stream.end(trailers);
          },
          close: () => undefined,
        };
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a connection with a client of Node', () => {
  const client = () => connectHttp2(`http://127.0.0.1:${port}`);
  const request = (session: ReturnType<typeof client>, path: string, body = Buffer.alloc(0)) =>
    new Promise<{ path: unknown; bytes: unknown; received: number; done: unknown }>((resolve, reject) => {
      const stream = session.request({ ':method': 'POST', ':path': path });
      const seen = {
        path: undefined as unknown,
        bytes: undefined as unknown,
        received: 0,
        done: undefined as unknown,
      };
      stream.on('response', (headers) => {
        seen.path = headers['x-path'];
        seen.bytes = headers['x-bytes'];
      });
      stream.on('data', (part: Buffer) => {
        seen.received += part.length;
      });
      stream.on('trailers', (headers) => {
        seen.done = headers['x-done'];
      });
      stream.on('error', reject);
      stream.on('close', () => resolve(seen));
      stream.end(body);
    });

  it('reads every path that the client may write, by Huffman code and table, and its body', async () => {
    const session = client();
    const character = fc
      .integer({ min: 0x21, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code));
    const path = fc.string({ unit: character, maxLength: 200 }).map((text) => `/${text.replaceAll('?', '')}`);
    await fc.assert(
      fc.asyncProperty(path, fc.integer({ min: 0, max: 60_000 }), async (written, size) => {
        const seen = await request(session, written, Buffer.alloc(size));
        expect(seen).toEqual({ path: written, bytes: String(size), received: 0, done: 'yes' });
      }),
      { numRuns: 200 },
    );
    session.close();
  });

  it('sends more than the windows hold, as the client takes it, on many streams at once', async () => {
    const session = client();
    const sizes = [1, 65_535, 65_536, 1_000_000, 3_000_000];
    const seen = await Promise.all(sizes.map((size) => request(session, `/many?${size}`)));
    expect(seen.map(({ received, done }) => [received, done])).toEqual(sizes.map((size) => [size, 'yes']));
    session.close();
  });

  it('takes more requests than may be open at once, one after the other', async () => {
    const session = client();
    // Before it has heard how many may be open, a client may guess wrongly.
    await new Promise((resolve) => session.once('remoteSettings', resolve));
    const seen = await Promise.all(Array.from({ length: 500 }, (_, i) => request(session, `/r${i}`)));
    expect(new Set(seen.map(({ path }) => path)).size).toBe(500);
    session.close();
  });
});

/** A client that writes frames by hand. */
class Raw {
  readonly frames: { type: number; flags: number; stream: number; payload: Buffer }[] = [];
  closed = false;
  private rest = Buffer.alloc(0);
  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
    });
  }
  static async open(settings: [number, number][] = []): Promise<Raw> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const raw = new Raw(socket);
    raw.send(f.PREFACE, f.settingsFrame(settings));
    return raw;
  }
  send(...frames: Buffer[]): void {
    this.socket.write(Buffer.concat(frames));
  }
  private take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    while (this.rest.length >= 9 && this.rest.length >= 9 + this.rest.readUIntBE(0, 3)) {
      const end = 9 + this.rest.readUIntBE(0, 3);
      const [type, flags, stream] = [this.rest[3]!, this.rest[4]!, this.rest.readUInt32BE(5)];
      this.frames.push({ type, flags, stream, payload: this.rest.subarray(9, end) });
      this.rest = this.rest.subarray(end);
    }
  }
  of(type: number) {
    return this.frames.filter((frame) => frame.type === type && !(type === f.SETTINGS && frame.flags));
  }
  /** The error code of the GOAWAY that the server has sent. */
  goAway = () => this.of(f.GOAWAY)[0]?.payload.readUInt32BE(4);
  reset = (stream: number) =>
    this.of(f.RST_STREAM)
      .find((one) => one.stream === stream)
      ?.payload.readUInt32BE(0);
  bytes = (stream: number) =>
    this.of(f.DATA).reduce((sum, one) => sum + (one.stream === stream ? one.payload.length : 0), 0);
}

const post = (path: string, ...more: [string, string][]) =>
  encodeHeaders([[':method', 'POST'], [':scheme', 'http'], [':path', path], ...more]);
const request = (id: number, path: string, flags = f.END_STREAM) =>
  f.frame(f.HEADERS, f.END_HEADERS | flags, id, post(path));

describe('a connection with frames by hand', () => {
  it('keeps to a window of one byte and to its changes', async () => {
    const raw = await Raw.open([[f.SETTINGS_INITIAL_WINDOW_SIZE, 1]]);
    raw.send(request(1, '/open?10'));
    await expect.poll(() => raw.bytes(1)).toBe(1);
    raw.send(f.numberFrame(f.WINDOW_UPDATE, 1, 4));
    await expect.poll(() => raw.bytes(1)).toBe(5);
    raw.send(f.settingsFrame([[f.SETTINGS_INITIAL_WINDOW_SIZE, 0]]), f.numberFrame(f.WINDOW_UPDATE, 1, 3));
    await expect.poll(() => raw.bytes(1)).toBe(7);
    raw.send(f.settingsFrame([[f.SETTINGS_INITIAL_WINDOW_SIZE, 100]]));
    await expect.poll(() => raw.bytes(1)).toBe(10);
    raw.socket.destroy();
  });

  it('reads headers in parts, with padding and priority, and takes trailers', async () => {
    const raw = await Raw.open();
    const block = post('/parts');
    const padded = Buffer.concat([Buffer.of(3), Buffer.alloc(5, 0), block.subarray(0, 7), Buffer.alloc(3)]);
    raw.send(f.frame(f.HEADERS, f.PADDED | f.WITH_PRIORITY, 1, padded));
    raw.send(f.frame(f.CONTINUATION, 0, 1, block.subarray(7, 20)));
    raw.send(f.frame(f.CONTINUATION, f.END_HEADERS, 1, block.subarray(20)));
    raw.send(f.frame(f.DATA, f.PADDED, 1, Buffer.from([2, 7, 7, 7, 0, 0])));
    raw.send(f.frame(f.HEADERS, f.END_HEADERS | f.END_STREAM, 1, encodeHeaders([['x-sum', '1']])));
    await expect.poll(() => raw.of(f.HEADERS).length).toBe(2);
    const decoder = new HeaderDecoder();
    expect(new Map(decoder.decode(raw.of(f.HEADERS)[0]!.payload))).toEqual(
      new Map([
        [':status', '200'],
        ['x-path', '/parts'],
        ['x-bytes', '3'],
      ]),
    );
    raw.socket.destroy();
  });

  it.each<[string, number, Buffer[]]>([
    ['a frame larger than allowed', f.FRAME_SIZE_ERROR, [Buffer.from([0, 0x80, 0, 0, 0, 0, 0, 0, 1])]],
    ['data of an idle stream', f.PROTOCOL_ERROR, [f.frame(f.DATA, 0, 1, Buffer.alloc(1))]],
    ['a stream of the server', f.PROTOCOL_ERROR, [request(2, '/')]],
    ['a stream number that goes back', f.PROTOCOL_ERROR, [request(5, '/a'), request(3, '/b')]],
    ['a stream that has ended', f.STREAM_CLOSED, [request(1, '/a'), request(1, '/a')]],
    [
      'a header block that is cut off',
      f.COMPRESSION_ERROR,
      [f.frame(f.HEADERS, 5, 1, Buffer.of(0x40, 0x05))],
    ],
    ['an entry that no table has', f.COMPRESSION_ERROR, [f.frame(f.HEADERS, 5, 1, Buffer.of(0xff, 0x20))]],
    [
      'another frame within a header block',
      f.PROTOCOL_ERROR,
      [f.frame(f.HEADERS, 1, 1, post('/')), request(3, '/')],
    ],
    ['a promise', f.PROTOCOL_ERROR, [f.frame(f.PUSH_PROMISE, 4, 1, Buffer.alloc(4))]],
    [
      'a window beyond the largest',
      f.FLOW_CONTROL_ERROR,
      [f.numberFrame(f.WINDOW_UPDATE, 0, f.LARGEST_WINDOW)],
    ],
    [
      'headers without end',
      f.ENHANCE_YOUR_CALM,
      [
        f.frame(f.HEADERS, 0, 1, post('/')),
        ...Array.from({ length: 70 }, () => f.frame(f.CONTINUATION, 0, 1, Buffer.alloc(0))),
      ],
    ],
    [
      'a flood of pings',
      f.ENHANCE_YOUR_CALM,
      Array.from({ length: 10_500 }, () => f.frame(f.PING, 0, 0, Buffer.alloc(8))),
    ],
    [
      'requests cancelled as fast as they are made',
      f.ENHANCE_YOUR_CALM,
      // A tenth of the frames that are allowed: each has begun some work.
      Array.from({ length: 1_050 }, (_, i) => [
        request(i * 2 + 1, '/open'),
        f.numberFrame(f.RST_STREAM, i * 2 + 1, f.CANCEL),
      ]).flat(),
    ],
  ])('ends at %s', async (_what, code, frames) => {
    const raw = await Raw.open();
    raw.send(...frames);
    await expect.poll(() => raw.goAway()).toBe(code);
    await expect.poll(() => raw.closed).toBe(true);
  });

  it.each<[string, number, Buffer[]]>([
    ['upper case', f.PROTOCOL_ERROR, [f.frame(f.HEADERS, 5, 1, post('/', ['X-Large', '1']))]],
    ['no path', f.PROTOCOL_ERROR, [f.frame(f.HEADERS, 5, 1, encodeHeaders([[':method', 'POST']]))]],
    [
      'a pseudo-header behind others',
      f.PROTOCOL_ERROR,
      [f.frame(f.HEADERS, 5, 1, post('/', ['a', 'b'], [':authority', 'c']))],
    ],
    [
      'a header of HTTP/1.1',
      f.PROTOCOL_ERROR,
      [f.frame(f.HEADERS, 5, 1, post('/', ['connection', 'close']))],
    ],
    ['a line break in a value', f.PROTOCOL_ERROR, [f.frame(f.HEADERS, 5, 1, post('/', ['a', 'b\r\nc']))]],
    [
      'a body shorter than announced',
      f.PROTOCOL_ERROR,
      [f.frame(f.HEADERS, 5, 1, post('/', ['content-length', '3']))],
    ],
    [
      'a body larger than its window',
      f.FLOW_CONTROL_ERROR,
      [
        request(1, '/', 0),
        ...Array.from({ length: 9 }, () => f.frame(f.DATA, 0, 1, Buffer.alloc(f.DEFAULT_MAX_FRAME))),
      ],
    ],
    [
      'one stream more than may be open',
      f.REFUSED_STREAM,
      Array.from({ length: MAX_STREAMS + 1 }, (_, i) =>
        request((MAX_STREAMS - i) * 2 + 1, '/open'),
      ).reverse(),
    ],
  ])('gives up the stream with %s, and serves the next', async (_what, code, frames) => {
    const raw = await Raw.open();
    raw.send(...frames);
    const failed = code === f.REFUSED_STREAM ? MAX_STREAMS * 2 + 1 : 1;
    await expect.poll(() => raw.reset(failed)).toBe(code);
    raw.send(f.numberFrame(f.RST_STREAM, 3, f.CANCEL).subarray(0, code === f.REFUSED_STREAM ? 13 : 0));
    raw.send(request(1_001, '/next'));
    await expect
      .poll(() => raw.frames.some(({ stream, flags }) => stream === 1_001 && flags & f.END_STREAM))
      .toBe(true);
    raw.socket.destroy();
  });

  it('deals with much that came at once in turns, between which others have theirs', async () => {
    const [many, few] = [await Raw.open(), await Raw.open()];
    await expect.poll(() => many.of(f.SETTINGS).length + few.of(f.SETTINGS).length).toBe(2);
    const count = 80;
    // Half a frame is left between two turns, and the client has hung up before the last.
    const frames = Buffer.concat(Array.from({ length: count }, (_, i) => request(i * 2 + 1, `/busy/${i}`)));
    many.send(frames.subarray(0, -5));
    few.send(request(1, '/few'));
    await expect.poll(() => few.of(f.HEADERS).length).toBe(2);
    expect(asked.indexOf('/few')).toBeLessThan(asked.indexOf('/busy/0') + count / 4);
    many.socket.end(frames.subarray(-5));
    await expect.poll(() => asked.filter((path) => path.startsWith('/busy'))).toHaveLength(count);
    await expect.poll(() => many.closed).toBe(true);
    few.socket.destroy();
  });

  it('does not answer who speaks another protocol', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve).resume());
  });
});
