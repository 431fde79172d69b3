// What a connection sends: everything of one turn of the event loop goes out in one write.
import type { Socket } from 'node:net';
import { FRAME_HEAD, writeHead } from './frames.ts';

const CHUNK = 16 * 1024;

export class Output {
  private buffer = Buffer.allocUnsafe(CHUNK);
  private used = 0;
  private scheduled = false;

  /** @param held called when the peer does not take what has been written */
  constructor(
    private readonly socket: Socket,
    private readonly held: () => void,
  ) {}

  /** Bytes that the peer has not taken. */
  get unread(): number {
    return this.used + this.socket.writableLength;
  }

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  frame(type: number, flags: number, stream: number, payload: Uint8Array): void {
    this.reserve(payload.length + FRAME_HEAD);
    this.used = writeHead(this.buffer, this.used, payload.length, type, flags, stream);
    this.buffer.set(payload, this.used);
    this.used += payload.length;
  }

  private reserve(size: number): void {
    if (this.used + size > this.buffer.length) {
      this.flush();
      if (size > this.buffer.length) this.buffer = Buffer.allocUnsafe(size);
    }
    if (this.scheduled) return;
    this.scheduled = true;
    process.nextTick(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.used === 0) return;
    const { buffer, used } = this;
    // The socket may hold on to what it was given.
    this.buffer = Buffer.allocUnsafe(CHUNK);
    this.used = 0;
    if (this.socket.destroyed) return;
    if (!this.socket.write(buffer.subarray(0, used))) this.held();
  }
}
