/** Memory in which a document goes to a thread: given to it and given back, or shared with it. */

/** Memory is shared in pieces of so many bytes, and so many are kept for the next documents: what is allocated anew
 * for each costs page faults, and V8 a full collection every 64 MB. */
const PIECE = 1024 * 1024;
const MAX_FREE = 4;

export class SharedPieces {
  private free: SharedArrayBuffer[] = [];

  take(bytes: number): SharedArrayBuffer {
    const fitting = this.free.find(({ byteLength }) => byteLength >= bytes);
    this.free = this.free.filter((piece) => piece !== fitting);
    return fitting ?? new SharedArrayBuffer(Math.ceil(bytes / PIECE) * PIECE);
  }

  giveBack(piece: SharedArrayBuffer): void {
    this.free = [...this.free, piece].slice(-MAX_FREE);
  }
}

/** Not filled with zeros, and nobody else's. */
export function newMemory(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer;
}

/** What a message hands over and does not share. */
export function givenAway(memory: ArrayBufferLike): ArrayBuffer[] {
  return memory instanceof ArrayBuffer ? [memory] : [];
}
