// gRPC over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), as much of it as a server of
// unary and server-streaming calls needs.
import { createServer, type Server } from 'node:net';
import { Connection } from './http2/connection.ts';
import { encodeHeaders } from './http2/hpack.ts';
import type { RequestHeaders } from './http2/requestHeaders.ts';
import type { Stream } from './http2/stream.ts';
import { Turns } from './http2/turns.ts';
import { type Limits, MessageReader, PREFIX } from './messageReader.ts';

/** Answers of one call. Nothing is sent after `end` or once the client has gone. */
export interface Call {
  /** The client has cancelled or lost its connection. */
  readonly gone: boolean;
  /** Bytes written that the client has not taken. */
  readonly unread: number;
  write(message: Uint8Array): void;
  /** The one message of a unary call, and its end. */
  answer(message: Uint8Array): void;
  /** Ends the call; with a status other than 0 it has failed. */
  end(status?: number, details?: string): void;
  onGone(work: () => void): void;
  /** Sends the headers before the first message. */
  open(): void;
}

export type Method = (request: Buffer, call: Call) => void;

export interface GrpcServer {
  port: number;
  stop(): Promise<void>;
}

export interface GrpcServerOptions {
  host: string;
  port: number;
  /** By path: `/package.Service/Method`. */
  methods: Map<string, Method>;
  maxRequestBytes: number;
  maxConnections: number;
}

const OK = 0;
const UNIMPLEMENTED = 12;
const MAX_STREAMS = 20_000;
const MAX_IDLE_FRAMES = 10_000;
const HEADERS = encodeHeaders([
  [':status', '200'],
  ['content-type', 'application/grpc'],
]);
const NOTHING = new Uint8Array();
const SUCCESS = encodeHeaders([['grpc-status', '0']]);
const ENCODINGS = new Set(['identity', 'gzip']);
const ACCEPTED = encodeHeaders([['grpc-accept-encoding', [...ENCODINGS].join(',')]]);
const GRPC = /^application\/grpc(?:[+;]|$)/;
const NOT_GRPC = encodeHeaders([[':status', '415']]);
const NOT_POST = encodeHeaders([[':status', '405']]);
/** How long calls may take to end when the server stops. */
const GRACE = 1_000;

export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const connections = new Set<Connection>();
  const unfinished = { bytes: 0 };
  const unread = { bytes: 0 };
  const open = { streams: 0 };
  const turns = new Turns();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new Connection(socket, {
      // A message with its prefix; padding, and what is sent beyond the message, may need a little more.
      streamWindow: options.maxRequestBytes + 64 * 1024,
      maxStreams: MAX_STREAMS,
      maxIdleFrames: MAX_IDLE_FRAMES,
      unread,
      open,
      turns,
      request: (stream, headers) => accept(stream, headers, options, unfinished),
    });
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
    // Who asks for nothing gives way: else a client that opens connections and no more would keep all others out.
    if (connections.size > options.maxConnections) leastOf(connections, connection).destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return { port, stop: () => stop(server, connections) };
}

/** The oldest connection that has asked for nothing yet, or the new one. */
function leastOf(connections: Set<Connection>, latest: Connection): Connection {
  for (const connection of connections) if (!connection.asks) return connection;
  return latest;
}

async function stop(server: Server, connections: Set<Connection>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of connections) connection.leave();
  const force = setTimeout(() => {
    for (const connection of connections) connection.destroy();
  }, GRACE);
  await closed;
  clearTimeout(force);
}

function accept(
  stream: Stream,
  { method: verb, path, contentType, encoding }: RequestHeaders,
  options: GrpcServerOptions,
  unfinished: { bytes: number },
): void {
  const call = new StreamCall(stream);
  const method = options.methods.get(path);
  if (verb !== 'POST') refuse(stream, NOT_POST);
  else if (!GRPC.test(contentType)) refuse(stream, NOT_GRPC);
  else if (method === undefined) call.end(UNIMPLEMENTED, `The server does not implement the method ${path}`);
  else if (!ENCODINGS.has(encoding))
    call.end(UNIMPLEMENTED, `Unsupported compression '${encoding.slice(0, 100)}'`, ACCEPTED);
  else {
    const limits = { max: options.maxRequestBytes, unfinished, compressed: encoding === 'gzip' };
    listen(stream, call, limits, (message) => method(message, call));
  }
}

/** Not for us: answered by HTTP alone, once the request is whole. */
function refuse(stream: Stream, headers: Buffer): void {
  stream.events = {
    data: () => undefined,
    end: () => stream.headers(headers, true),
    close: () => undefined,
  };
}

function listen(stream: Stream, call: StreamCall, limits: Limits, then: (message: Buffer) => void): void {
  const reader = new MessageReader(call, limits, then);
  stream.events = {
    data: (bytes) => reader.take(bytes),
    end: () => reader.end(),
    close: () => {
      reader.stop();
      call.close();
    },
  };
}

class StreamCall implements Call {
  private opened = false;
  private readonly leaving: (() => void)[] = [];

  constructor(private readonly stream: Stream) {}

  get gone(): boolean {
    return this.stream.closed || this.stream.localEnded;
  }

  get unread(): number {
    return this.stream.unread;
  }

  open(): void {
    if (this.opened || this.gone) return;
    this.opened = true;
    this.stream.headers(HEADERS);
  }

  write(message: Uint8Array): void {
    if (this.gone) return;
    this.open();
    this.stream.data(prefixed(message));
  }

  answer(message: Uint8Array): void {
    this.write(message);
    this.end();
  }

  end(status = OK, details = '', more: Uint8Array = NOTHING): void {
    if (this.gone) return;
    const trailers = status === OK ? SUCCESS : failure(status, details);
    if (this.opened) this.stream.end(trailers);
    else if (status === OK) {
      this.open();
      this.stream.end(trailers);
    } else this.stream.headers(Buffer.concat([HEADERS, more, trailers]), true);
  }

  onGone(work: () => void): void {
    if (this.stream.closed) work();
    else this.leaving.push(work);
  }

  close(): void {
    for (const work of this.leaving) work();
  }
}

function failure(status: number, details: string): Buffer {
  return encodeHeaders([
    ['grpc-status', String(status)],
    ['grpc-message', percentEncode(details)],
  ]);
}

/** A message as gRPC puts it on the wire: a byte that says «not compressed», its length, itself. */
function prefixed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, PREFIX);
  return bytes;
}

/** Percent-encoding of `grpc-message`: everything but printable ASCII, and `%`. */
function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    encoded +=
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
