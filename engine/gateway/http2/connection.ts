// One connection of a client (RFC 9113): its streams, the flow control of both directions, and bounds on what it
// may ask for.
import type { Socket } from 'node:net';
import { ChurningMap } from '../../churningMap.ts';
import { type FrameIn, FrameReader } from './frameReader.ts';
import * as f from './frames.ts';
import { MAX_HEADER_LIST } from './hpack.ts';
import { Output } from './output.ts';
import { RequestDecoder } from './requestDecoder.ts';
import type { RequestHeaders } from './requestHeaders.ts';
import { Stream, type StreamConnection } from './stream.ts';
import type { Turns } from './turns.ts';

export interface ConnectionOptions {
  /** A request has begun; its body comes through `stream.events`. */
  request(stream: Stream, headers: RequestHeaders): void;
  /** What a client may send of one request. */
  streamWindow: number;
  maxStreams: number;
  /** Frames a second that cost us work and the client nothing: pings, settings, cancelled requests, empty data. */
  maxIdleFrames: number;
  /** What clients have not read, of all connections together. */
  unread: { bytes: number };
  /** Requests under way, of all connections together. */
  open: { streams: number };
  /** Shared by all connections. */
  turns: Turns;
}

/** What a client may send on all of its streams before it is told to go on. */
const CONNECTION_WINDOW = 16 * 1024 * 1024;
const MAX_HEADER_BLOCK = MAX_HEADER_LIST;
const MAX_BLOCK_PARTS = 64;
const SECOND = 1_000;
/** ms that the requests of one connection may take before others have their turn. */
const TURN = 5;
const NOTHING = Buffer.alloc(0);
/** Bytes that a client may leave unread on all of its streams before it is cut off, and all clients together. */
const MAX_UNREAD = 128 * 1024 * 1024;
const MAX_UNREAD_BY_ALL = 512 * 1024 * 1024;
const MAX_STREAMS_BY_ALL = 100_000;
const PREFACE_WAIT = 10_000;
const KEEP_ALIVE = 60_000;
const REMEMBERED_STREAMS = 1_000;
/** A request that is cancelled within so many ms has had its work done for nothing: it counts as so many idle frames
 * (CVE-2023-44487). Whoever stops a thousand workers cancels polls that have waited. */
const HASTE = 20;
const HASTY_FRAMES = 10;
const { ConnectionError, StreamError } = f;

export class Connection implements StreamConnection {
  readonly output: Output;
  private readonly streams = new ChurningMap<Stream>();
  private readonly blockedStreams = new Set<Stream>();
  /** Ended lately, and whether it was us who ended it before the client had. */
  private readonly ended = new Map<number, boolean>();
  private readonly reader = new FrameReader();
  private readonly decoder = new RequestDecoder();
  private settled = false;
  private leaving = false;
  private lastStream = 0;
  /** A header block under way: frames of other kinds may not come between (6.10). */
  private block: { stream: number; flags: number; parts: Buffer[]; size: number } | undefined;
  private received = 0;
  /** Bytes that wait for the client's windows, of all streams. */
  private waiting = 0;
  private window = f.DEFAULT_WINDOW;
  private initialWindow = f.DEFAULT_WINDOW;
  private maxFrame = f.DEFAULT_MAX_FRAME;
  private idleFrames = 0;
  private idleSince = 0;
  /** Bytes that were written and that the socket has not taken, as counted last. */
  private unsent = 0;
  private readonly prefaceTimer: NodeJS.Timeout;
  /** By type of frame. */
  private readonly handlers: FrameIn[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
  ) {
    this.output = new Output(socket, () => this.weigh());
    this.handlers[f.DATA] = (flags, stream, payload) => this.dataIn(flags, stream, payload);
    this.handlers[f.HEADERS] = (flags, stream, payload) => this.headersIn(flags, stream, payload);
    this.handlers[f.PRIORITY] = (_flags, stream, payload) => this.priorityIn(stream, payload);
    this.handlers[f.RST_STREAM] = (_flags, stream, payload) => this.resetIn(stream, payload);
    this.handlers[f.SETTINGS] = (flags, stream, payload) => this.settingsIn(flags, stream, payload);
    this.handlers[f.PUSH_PROMISE] = () => broken(f.PROTOCOL_ERROR, 'Clients do not push');
    this.handlers[f.PING] = (flags, stream, payload) => this.pingIn(flags, stream, payload);
    this.handlers[f.GOAWAY] = (_flags, stream) => {
      if (stream !== 0) broken(f.PROTOCOL_ERROR, 'GOAWAY of a stream');
    };
    this.handlers[f.WINDOW_UPDATE] = (_flags, stream, payload) => this.windowUpdateIn(stream, payload);
    this.handlers[f.CONTINUATION] = (flags, _stream, payload) => this.continuationIn(flags, payload);
    this.prefaceTimer = setTimeout(() => socket.destroy(), PREFACE_WAIT);
    this.listen();
    this.output.bytes(
      f.settingsFrame([
        [f.SETTINGS_MAX_CONCURRENT_STREAMS, options.maxStreams],
        [f.SETTINGS_INITIAL_WINDOW_SIZE, options.streamWindow],
        [f.SETTINGS_MAX_HEADER_LIST_SIZE, MAX_HEADER_LIST],
      ]),
    );
    this.output.bytes(f.numberFrame(f.WINDOW_UPDATE, 0, CONNECTION_WINDOW - f.DEFAULT_WINDOW));
  }

  private listen(): void {
    const { socket } = this;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('end', () => socket.end());
    // A connection that breaks ends its calls; there is nobody to tell.
    socket.on('error', () => undefined);
    socket.on('drain', () => this.weigh());
    socket.on('close', () => {
      clearTimeout(this.prefaceTimer);
      this.count(0);
      for (const stream of [...this.streams.values()]) this.remove(stream, false);
    });
  }

  /** No more requests; ends when those under way have. */
  leave(): void {
    if (this.leaving) return;
    this.goAway(f.NO_ERROR);
    if (this.streams.size === 0) this.hangUp();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** A request has wholly arrived and waits for its answer. */
  get asks(): boolean {
    for (const stream of this.streams.values()) if (stream.remoteEnded) return true;
    return false;
  }

  room(stream: Stream): number {
    return Math.min(stream.window, this.window, this.maxFrame);
  }

  sent(stream: Stream, size: number): void {
    stream.window -= size;
    this.window -= size;
  }

  blocked(stream: Stream): void {
    this.blockedStreams.add(stream);
    this.shed();
  }

  /** What the socket does not take counts as what the windows do not allow: a client may open them wide and read
   * nothing, and what has no window (headers, trailers, acknowledgements) has to wait as well. */
  private weigh(): void {
    this.count(this.socket.writableNeedDrain ? this.output.unread : 0);
    this.shed();
  }

  private count(unsent: number): void {
    this.options.unread.bytes += unsent - this.unsent;
    this.unsent = unsent;
  }

  private shed(): void {
    const { bytes } = this.options.unread;
    if (this.waiting + this.unsent > MAX_UNREAD || bytes > MAX_UNREAD_BY_ALL) this.destroy();
  }

  waits(bytes: number): void {
    this.waiting += bytes;
    this.options.unread.bytes += bytes;
  }

  localEnded(stream: Stream): void {
    if (stream.remoteEnded) this.remove(stream, false);
    // The response is whole before the request is: the client need not send the rest (8.1).
    else this.reset(stream, f.NO_ERROR);
  }

  private reset(stream: Stream, code: number): void {
    this.output.bytes(f.numberFrame(f.RST_STREAM, stream.id, code));
    this.remove(stream, true);
  }

  /** Reads on once what has come is dealt with: what a client sends beyond its turn fills its own socket. */
  private read(chunk: Buffer): void {
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) return;
    const began = performance.now();
    try {
      const more = this.reader.take(
        chunk,
        (type, flags, stream, payload) => this.frameIn(type, flags, stream, payload),
        () => performance.now() - began > TURN,
      );
      if (more) {
        socket.pause();
        this.options.turns.add(() => this.read(NOTHING));
      } else if (socket.isPaused()) socket.resume();
    } catch (error) {
      this.goAway(error instanceof ConnectionError ? error.code : f.INTERNAL_ERROR);
      this.hangUp();
      if (!(error instanceof ConnectionError)) throw error;
    }
  }

  private frameIn(type: number, flags: number, stream: number, payload: Buffer): void {
    if (!this.settled) {
      if (type !== f.SETTINGS || flags & f.ACK) broken(f.PROTOCOL_ERROR, 'The first frame is not SETTINGS');
      this.settled = true;
      clearTimeout(this.prefaceTimer);
    }
    if (this.block && (type !== f.CONTINUATION || stream !== this.block.stream))
      broken(f.PROTOCOL_ERROR, 'A header block was interrupted');
    const handler = this.handlers[type];
    try {
      // Unknown frames are passed over (4.1).
      if (handler) handler(flags, stream, payload);
      else this.idle();
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      const failed = this.streams.get(error.stream) ?? new Stream(this, error.stream, 0);
      this.reset(failed, error.code);
    }
  }

  private dataIn(flags: number, id: number, payload: Buffer): void {
    if (id === 0) broken(f.PROTOCOL_ERROR, 'DATA of stream 0');
    this.received += payload.length;
    if (this.received >= CONNECTION_WINDOW / 2) {
      this.output.bytes(f.numberFrame(f.WINDOW_UPDATE, 0, this.received));
      this.received = 0;
    }
    const body = unpadded(flags, payload);
    const stream = this.streams.get(id);
    if (stream === undefined) {
      this.strayIn(id, 'DATA');
      return;
    }
    if (stream.remoteEnded) throw new StreamError(id, f.STREAM_CLOSED, 'DATA after the end of the request');
    stream.received += payload.length;
    if (stream.received > this.options.streamWindow)
      throw new StreamError(id, f.FLOW_CONTROL_ERROR, 'More data than the window allows');
    if (body.length === 0 && !(flags & f.END_STREAM)) this.idle();
    if (stream.contentLength !== undefined) stream.contentLength -= body.length;
    if (body.length > 0) stream.events.data(body);
    if (flags & f.END_STREAM) this.remoteEnd(stream);
  }

  private headersIn(flags: number, id: number, payload: Buffer): void {
    if (id % 2 === 0) broken(f.PROTOCOL_ERROR, 'A client has odd streams');
    let part = unpadded(flags, payload);
    if (flags & f.WITH_PRIORITY) {
      if (part.length < 5) broken(f.FRAME_SIZE_ERROR, 'HEADERS too short');
      if ((part.readUInt32BE(0) & 0x7fff_ffff) === id) broken(f.PROTOCOL_ERROR, 'A stream depends on itself');
      part = part.subarray(5);
    }
    if (flags & f.END_HEADERS) this.blockIn(flags, id, part);
    // What the socket read into may be used again; the block is kept.
    else this.block = { stream: id, flags, parts: [Buffer.from(part)], size: part.length };
  }

  private continuationIn(flags: number, payload: Buffer): void {
    const block = this.block ?? broken(f.PROTOCOL_ERROR, 'CONTINUATION of nothing');
    block.parts.push(Buffer.from(payload));
    block.size += payload.length;
    if (block.size > MAX_HEADER_BLOCK || block.parts.length > MAX_BLOCK_PARTS)
      broken(f.ENHANCE_YOUR_CALM, 'A header block too large');
    if (!(flags & f.END_HEADERS)) return;
    this.block = undefined;
    this.blockIn(block.flags, block.stream, Buffer.concat(block.parts));
  }

  private blockIn(flags: number, id: number, block: Buffer): void {
    const known = this.streams.get(id);
    if (known !== undefined) {
      this.trailersIn(flags, known, block);
      return;
    }
    const headers = this.decoder.request(block);
    if (id <= this.lastStream) {
      this.strayIn(id, 'HEADERS');
      return;
    }
    this.lastStream = id;
    if (headers === undefined) throw new StreamError(id, f.PROTOCOL_ERROR, 'Malformed request');
    const { maxStreams, open } = this.options;
    if (this.leaving || this.streams.size >= maxStreams || open.streams >= MAX_STREAMS_BY_ALL) {
      this.idle();
      throw new StreamError(id, f.REFUSED_STREAM, 'No more streams');
    }
    const stream = new Stream(this, id, this.initialWindow);
    stream.contentLength = headers.contentLength;
    this.streams.set(id, stream);
    open.streams++;
    this.options.request(stream, headers);
    if (flags & f.END_STREAM) this.remoteEnd(stream);
  }

  private trailersIn(flags: number, stream: Stream, block: Buffer): void {
    const allowed = this.decoder.trailers(block);
    if (stream.remoteEnded)
      throw new StreamError(stream.id, f.STREAM_CLOSED, 'HEADERS after the end of the request');
    if (!(flags & f.END_STREAM) || !allowed)
      throw new StreamError(stream.id, f.PROTOCOL_ERROR, 'Malformed trailers');
    this.remoteEnd(stream);
  }

  private remoteEnd(stream: Stream): void {
    if (stream.closed) return;
    if (stream.contentLength !== undefined && stream.contentLength !== 0)
      throw new StreamError(stream.id, f.PROTOCOL_ERROR, 'The body is not as long as announced');
    stream.remoteEnded = true;
    stream.events.end();
  }

  /** A frame for a stream that is not open: too late, or wrong. */
  private strayIn(id: number, what: string): void {
    if (id > this.lastStream) broken(f.PROTOCOL_ERROR, `${what} of an idle stream`);
    const byUs = this.ended.get(id);
    if (byUs === true) this.idle();
    else if (byUs === false || what === 'DATA') broken(f.STREAM_CLOSED, `${what} of a closed stream`);
    else broken(f.PROTOCOL_ERROR, `${what} of a stream that was passed over`);
  }

  private priorityIn(id: number, payload: Buffer): void {
    if (id === 0) broken(f.PROTOCOL_ERROR, 'PRIORITY of stream 0');
    if (payload.length !== 5) throw new StreamError(id, f.FRAME_SIZE_ERROR, 'PRIORITY of wrong size');
    if ((payload.readUInt32BE(0) & 0x7fff_ffff) === id)
      throw new StreamError(id, f.PROTOCOL_ERROR, 'A stream depends on itself');
    this.idle();
  }

  private resetIn(id: number, payload: Buffer): void {
    if (payload.length !== 4) broken(f.FRAME_SIZE_ERROR, 'RST_STREAM of wrong size');
    if (id === 0 || id > this.lastStream) broken(f.PROTOCOL_ERROR, 'RST_STREAM of an idle stream');
    const stream = this.streams.get(id);
    const hasty = stream !== undefined && Date.now() - stream.began < HASTE;
    this.idle(hasty ? HASTY_FRAMES : 1);
    if (stream) this.remove(stream, false);
  }

  private windowUpdateIn(id: number, payload: Buffer): void {
    if (payload.length !== 4) broken(f.FRAME_SIZE_ERROR, 'WINDOW_UPDATE of wrong size');
    const grown = payload.readUInt32BE(0) & 0x7fff_ffff;
    if (id > this.lastStream) broken(f.PROTOCOL_ERROR, 'WINDOW_UPDATE of an idle stream');
    if (id === 0) {
      if (grown === 0) broken(f.PROTOCOL_ERROR, 'WINDOW_UPDATE by 0');
      this.window += grown;
      if (this.window > f.LARGEST_WINDOW) broken(f.FLOW_CONTROL_ERROR, 'A window too large');
      this.unblock();
      return;
    }
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    if (grown === 0) throw new StreamError(id, f.PROTOCOL_ERROR, 'WINDOW_UPDATE by 0');
    stream.window += grown;
    if (stream.window > f.LARGEST_WINDOW)
      throw new StreamError(id, f.FLOW_CONTROL_ERROR, 'A window too large');
    if (this.blockedStreams.delete(stream)) stream.pump();
  }

  private unblock(): void {
    const streams = [...this.blockedStreams];
    this.blockedStreams.clear();
    for (const stream of streams) stream.pump();
  }

  private settingsIn(flags: number, id: number, payload: Buffer): void {
    if (id !== 0) broken(f.PROTOCOL_ERROR, 'SETTINGS of a stream');
    const wanted = flags & f.ACK ? 0 : payload.length - (payload.length % 6);
    if (payload.length !== wanted) broken(f.FRAME_SIZE_ERROR, 'SETTINGS of wrong size');
    if (flags & f.ACK) return;
    this.idle();
    for (let at = 0; at < payload.length; at += 6)
      this.setting(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
    this.output.frame(f.SETTINGS, f.ACK, 0, Buffer.alloc(0));
  }

  private setting(id: number, value: number): void {
    if (id === f.SETTINGS_ENABLE_PUSH && value > 1) broken(f.PROTOCOL_ERROR, 'ENABLE_PUSH is 0 or 1');
    if (id === f.SETTINGS_MAX_FRAME_SIZE) {
      if (value < f.DEFAULT_MAX_FRAME || value >= 2 ** 24)
        broken(f.PROTOCOL_ERROR, 'MAX_FRAME_SIZE out of range');
      this.maxFrame = value;
    }
    if (id !== f.SETTINGS_INITIAL_WINDOW_SIZE) return;
    if (value > f.LARGEST_WINDOW) broken(f.FLOW_CONTROL_ERROR, 'A window too large');
    const grown = value - this.initialWindow;
    this.initialWindow = value;
    for (const stream of this.streams.values()) {
      stream.window += grown;
      if (stream.window > f.LARGEST_WINDOW) broken(f.FLOW_CONTROL_ERROR, 'A window too large');
    }
    this.unblock();
  }

  private pingIn(flags: number, id: number, payload: Buffer): void {
    if (id !== 0) broken(f.PROTOCOL_ERROR, 'PING of a stream');
    if (payload.length !== 8) broken(f.FRAME_SIZE_ERROR, 'PING of wrong size');
    this.idle();
    if (!(flags & f.ACK)) this.output.frame(f.PING, f.ACK, 0, payload);
  }

  private idle(frames = 1): void {
    const now = performance.now();
    if (now - this.idleSince > SECOND) {
      this.idleSince = now;
      this.idleFrames = 0;
    }
    this.idleFrames += frames;
    if (this.idleFrames > this.options.maxIdleFrames)
      broken(f.ENHANCE_YOUR_CALM, 'Too many frames that ask for nothing');
  }

  private remove(stream: Stream, byUs: boolean): void {
    if (this.streams.delete(stream.id)) this.options.open.streams--;
    this.blockedStreams.delete(stream);
    this.ended.set(stream.id, byUs);
    if (this.ended.size > REMEMBERED_STREAMS) this.ended.delete(this.ended.keys().next().value!);
    stream.forget();
    if (this.leaving && this.streams.size === 0) this.hangUp();
  }

  private goAway(code: number): void {
    this.leaving = true;
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(this.lastStream, 0);
    payload.writeUInt32BE(code, 4);
    this.output.frame(f.GOAWAY, 0, 0, payload);
  }

  private hangUp(): void {
    this.output.flush();
    this.socket.end();
    // A client that does not hang up in its turn is cut off.
    setTimeout(() => this.socket.destroy(), SECOND).unref();
  }
}

function broken(code: number, message: string): never {
  throw new ConnectionError(code, message);
}

function unpadded(flags: number, payload: Buffer): Buffer {
  if (!(flags & f.PADDED)) return payload;
  const padding = payload[0];
  if (padding === undefined || padding >= payload.length)
    return broken(f.PROTOCOL_ERROR, 'More padding than frame');
  return payload.subarray(1, payload.length - padding);
}
