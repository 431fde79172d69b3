// One request and its response (RFC 9113, 5.1), with the response's flow control (5.2).
import { DATA, END_HEADERS, END_STREAM, HEADERS } from './frames.ts';
import type { Output } from './output.ts';

/** What a stream needs of the connection it is on. */
export interface StreamConnection {
  readonly output: Output;
  /** Bytes that may be sent on the stream now, in one frame. */
  room(stream: Stream): number;
  sent(stream: Stream, size: number): void;
  /** The stream has more to send than the client's windows allow. */
  blocked(stream: Stream): void;
  /** So many bytes more, or fewer, wait for the client's windows. */
  waits(bytes: number): void;
  localEnded(stream: Stream): void;
}

export interface StreamEvents {
  data(bytes: Buffer): void;
  /** The client has sent all it will. */
  end(): void;
  /** Nothing more can be sent or will come. */
  close(): void;
}

const UNHEARD: StreamEvents = {
  data: () => undefined,
  end: () => undefined,
  close: () => undefined,
};

export class Stream {
  events: StreamEvents = UNHEARD;
  /** The client has ended its side; we have ended ours; neither will be heard again. */
  remoteEnded = false;
  localEnded = false;
  closed = false;
  received = 0;
  readonly began = Date.now();
  contentLength: number | undefined;
  /** What waits for the client's windows, and the trailers behind it. */
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private trailers: Buffer | undefined;

  constructor(
    readonly connection: StreamConnection,
    readonly id: number,
    public window: number,
  ) {}

  /** Bytes written that the client has not taken. */
  get unread(): number {
    return this.waitingBytes + this.connection.output.unread;
  }

  headers(block: Uint8Array, end = false): void {
    if (this.closed || this.localEnded) return;
    this.connection.output.frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), this.id, block);
    if (end) this.endLocal();
  }

  data(bytes: Buffer): void {
    if (this.closed || this.localEnded) return;
    if (this.waiting.length === 0 && bytes.length <= this.connection.room(this)) {
      this.connection.sent(this, bytes.length);
      this.connection.output.frame(DATA, 0, this.id, bytes);
      return;
    }
    this.waiting.push(bytes);
    this.waits(bytes.length);
    this.pump();
  }

  /** Ends the response; what waits goes first. */
  end(trailers: Buffer): void {
    if (this.closed || this.localEnded) return;
    if (this.waiting.length > 0) this.trailers = trailers;
    else this.headers(trailers, true);
  }

  /** Sends what the windows allow now. */
  pump(): void {
    const { connection } = this;
    while (this.waiting.length > 0 && !this.closed) {
      const first = this.waiting[0]!;
      const size = Math.min(first.length, connection.room(this));
      if (size <= 0) {
        connection.blocked(this);
        return;
      }
      connection.sent(this, size);
      connection.output.frame(DATA, 0, this.id, first.subarray(0, size));
      this.waits(-size);
      if (size === first.length) this.waiting.shift();
      else this.waiting[0] = first.subarray(size);
    }
    if (this.trailers && !this.closed) this.headers(this.trailers, true);
  }

  /** The connection has let go of it. */
  forget(): void {
    if (this.closed) return;
    this.closed = true;
    this.waiting.length = 0;
    this.waits(-this.waitingBytes);
    this.events.close();
  }

  private waits(bytes: number): void {
    this.waitingBytes += bytes;
    this.connection.waits(bytes);
  }

  private endLocal(): void {
    this.localEnded = true;
    this.connection.localEnded(this);
  }
}
