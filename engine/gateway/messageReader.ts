// The one message of a request: a byte that says whether it is compressed, four of its length, itself
// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
import { createGunzip } from 'node:zlib';
import { GatheredBytes } from './gatheredBytes.ts';

/** Bytes before each message. */
export const PREFIX = 5;
const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;
/** Requests that have not wholly arrived, of all clients together. */
const MAX_UNFINISHED_BYTES = 256 * 1024 * 1024;
const TOO_MANY = 'Too many requests are only partly sent';
/** What zlib takes for one message under way. */
const GUNZIP_BYTES = 64 * 1024;

/** The call that a message is for. */
export interface Caller {
  end(status: number, details: string): void;
  onGone(work: () => void): void;
}

/** What a request's message may take. */
export interface Limits {
  max: number;
  /** Bytes of the messages that are not whole yet, of all clients. */
  unfinished: { bytes: number };
  /** It may be compressed, and says so itself. */
  compressed: boolean;
}

/** Reads the one message of a request. */
export class MessageReader {
  /** Copies: what the socket read into is not held on to for a part of a message. */
  private parts = new GatheredBytes();
  /** Bytes of the message with its prefix, as far as known. */
  private wanted = PREFIX;
  private done = false;

  constructor(
    private readonly call: Caller,
    private readonly limits: Limits,
    private readonly then: (message: Buffer) => void,
  ) {}

  take(bytes: Buffer): void {
    if (this.done) return;
    let all = bytes;
    if (this.parts.length > 0) {
      this.hold(bytes);
      if (this.done || this.parts.length < this.wanted) return;
      all = this.parts.bytes;
    }
    const length = all.length < PREFIX ? 0 : all.readUInt32BE(1);
    this.wanted = PREFIX + length;
    const { max } = this.limits;
    if (length > max) {
      this.stop();
      this.call.end(RESOURCE_EXHAUSTED, `Received message larger than max (${length} vs ${max})`);
    } else if (all.length < this.wanted) {
      if (this.parts.length === 0) this.hold(bytes);
    } else {
      this.stop();
      const message = all.subarray(PREFIX, PREFIX + length);
      if (all[0] === 0) this.then(message);
      else if (all[0] === 1 && this.limits.compressed) inflate(message, this.limits, this.call, this.then);
      else this.call.end(INTERNAL, 'The message is compressed in no way that its request names');
    }
  }

  end(): void {
    if (this.done) return;
    this.stop();
    this.call.end(INTERNAL, 'The request ended before its message was complete');
  }

  stop(): void {
    this.done = true;
    this.limits.unfinished.bytes -= this.parts.held;
    this.parts = new GatheredBytes();
  }

  private hold(bytes: Buffer): void {
    const { held } = this.parts;
    this.parts.add(bytes, this.wanted);
    const { unfinished } = this.limits;
    unfinished.bytes += this.parts.held - held;
    if (unfinished.bytes <= MAX_UNFINISHED_BYTES) return;
    this.stop();
    this.call.end(RESOURCE_EXHAUSTED, TOO_MANY);
  }
}

/** A few bytes may become a whole message: what it takes meanwhile counts as if the client had sent it. */
function inflate(
  body: Buffer,
  { max, unfinished }: Limits,
  call: Caller,
  then: (message: Buffer) => void,
): void {
  const gunzip = createGunzip();
  const inflated = new GatheredBytes();
  let held = body.length + GUNZIP_BYTES;
  unfinished.bytes += held;
  gunzip.on('close', () => {
    unfinished.bytes -= held;
  });
  const exhausted = () =>
    inflated.length > max
      ? `Received message larger than max (${max})`
      : unfinished.bytes > MAX_UNFINISHED_BYTES && TOO_MANY;
  gunzip.on('data', (part: Buffer) => {
    const before = inflated.held;
    inflated.add(part, max);
    held += inflated.held - before;
    unfinished.bytes += inflated.held - before;
    const why = exhausted();
    if (why) gunzip.destroy(new Error(why));
  });
  gunzip.on('end', () => then(inflated.bytes));
  gunzip.on('error', (error) => call.end(exhausted() ? RESOURCE_EXHAUSTED : INTERNAL, error.message));
  call.onGone(() => gunzip.destroy());
  const why = exhausted();
  if (why) gunzip.destroy(new Error(why));
  // The bytes belong to the socket, which may use them again before all of them are read.
  else gunzip.end(Buffer.from(body));
}
