// gRPC over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), as much of it as a server of
// unary and server-streaming calls needs, straight on node:http2: a general server spends several times as much on
// each call.
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createGunzip } from 'node:zlib';

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
  /** The client has taken what was written. */
  onDrain(work: () => void): void;
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
}

const OK = 0;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const FRAME_HEADER = 5;
const MAX_STREAMS = 20_000;
const WINDOW = 4 * 1024 * 1024;
const HEADERS = { ':status': 200, 'content-type': 'application/grpc' };
const SUCCESS = { 'grpc-status': '0' };
/** How long calls may take to end when the server stops. */
const GRACE = 1_000;

export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({
    settings: { maxConcurrentStreams: MAX_STREAMS, initialWindowSize: WINDOW },
    maxSessionMemory: 256,
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(WINDOW * 4);
    session.on('close', () => sessions.delete(session));
    // A connection that breaks ends its calls; there is nobody to tell.
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => accept(stream, headers, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return { port, stop: () => stop(server, sessions) };
}

async function stop(server: Http2Server, sessions: Set<ServerHttp2Session>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const session of sessions) session.close();
  const force = setTimeout(() => {
    for (const session of sessions) session.destroy();
  }, GRACE);
  await closed;
  clearTimeout(force);
}

function accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: GrpcServerOptions): void {
  const call = new StreamCall(stream);
  stream.on('error', () => undefined);
  if (!String(headers['content-type']).startsWith('application/grpc')) {
    stream.respond({ ':status': 415 }, { endStream: true });
    return;
  }
  const method = options.methods.get(String(headers[':path']));
  if (method === undefined) {
    call.end(UNIMPLEMENTED, `The server does not implement the method ${headers[':path']}`);
    return;
  }
  const encoding = String(headers['grpc-encoding'] ?? 'identity');
  if (encoding !== 'identity' && encoding !== 'gzip') {
    call.end(UNIMPLEMENTED, `Unsupported compression '${encoding}'`);
    return;
  }
  readMessage(stream, call, options.maxRequestBytes, (message) => method(message, call));
}

/** Reads the one message of the request. */
function readMessage(
  stream: ServerHttp2Stream,
  call: StreamCall,
  max: number,
  then: (message: Buffer) => void,
): void {
  let received: Buffer = Buffer.alloc(0);
  let done = false;
  stream.on('data', (chunk: Buffer) => {
    if (done) return;
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (received.length < FRAME_HEADER) return;
    const length = received.readUInt32BE(1);
    if (length > max) {
      done = true;
      call.end(RESOURCE_EXHAUSTED, `Received message larger than max (${length} vs ${max})`);
      return;
    }
    if (received.length < FRAME_HEADER + length) return;
    done = true;
    const body = received.subarray(FRAME_HEADER, FRAME_HEADER + length);
    if (received[0] === 0) then(body);
    else inflate(body, max, call, then);
  });
  stream.on('end', () => {
    if (!done && !call.gone) call.end(INTERNAL, 'The request ended before its message was complete');
  });
}

function inflate(body: Buffer, max: number, call: StreamCall, then: (message: Buffer) => void): void {
  const gunzip = createGunzip();
  const parts: Buffer[] = [];
  let size = 0;
  gunzip.on('data', (part: Buffer) => {
    size += part.length;
    if (size > max) gunzip.destroy(new Error(`Received message larger than max (${max})`));
    else parts.push(part);
  });
  gunzip.on('end', () => then(Buffer.concat(parts)));
  gunzip.on('error', (error) => call.end(size > max ? RESOURCE_EXHAUSTED : INTERNAL, error.message));
  gunzip.end(body);
}

class StreamCall implements Call {
  private opened = false;
  private ended = false;
  private trailers: Record<string, string> = SUCCESS;

  constructor(private readonly stream: ServerHttp2Stream) {}

  get gone(): boolean {
    return this.stream.destroyed || this.stream.aborted || this.ended;
  }

  get unread(): number {
    return this.stream.writableLength;
  }

  open(): void {
    if (this.opened || this.gone) return;
    this.opened = true;
    this.stream.on('wantTrailers', () => this.stream.sendTrailers(this.trailers));
    this.stream.respond(HEADERS, { waitForTrailers: true });
  }

  write(message: Uint8Array): void {
    if (this.gone) return;
    this.open();
    this.stream.write(frame(message));
  }

  end(status = OK, details = ''): void {
    if (this.gone) return;
    this.ended = true;
    if (status !== OK)
      this.trailers = { 'grpc-status': String(status), 'grpc-message': percentEncode(details) };
    if (!this.opened) {
      this.stream.respond({ ...HEADERS, ...this.trailers }, { endStream: true });
      // What is still coming is not read.
      if (!this.stream.readableEnded) this.stream.resume();
    } else this.stream.end();
  }

  answer(message: Uint8Array): void {
    if (this.gone) return;
    this.open();
    this.ended = true;
    this.stream.end(frame(message));
  }

  onGone(work: () => void): void {
    this.stream.on('close', work);
  }

  onDrain(work: () => void): void {
    this.stream.on('drain', work);
  }
}

function frame(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, FRAME_HEADER);
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
