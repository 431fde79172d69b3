// What arrives in parts, as one piece. A part takes no more memory than its bytes, however small it is: a client may
// send a message byte by byte.
const LEAST = 1024;

export class GatheredBytes {
  private buffer = Buffer.alloc(0);
  length = 0;

  /** Bytes of memory that it holds. */
  get held(): number {
    return this.buffer.length;
  }

  /** @param most how much there will be at most */
  add(part: Buffer, most: number): void {
    const length = this.length + part.length;
    if (length > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, Math.min(most, Math.max(LEAST, length * 2))));
      this.buffer.copy(grown, 0, 0, this.length);
      this.buffer = grown;
    }
    part.copy(this.buffer, this.length);
    this.length = length;
  }

  /** A view of all that has been added. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}
