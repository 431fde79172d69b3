/** Memory in which a document goes to a thread, and comes back. */
import { setImmediate } from 'node:timers/promises';

/** Memory is lent in pieces of so many bytes, and some is kept for the next documents: what is allocated anew for
 * each costs page faults, and V8 a full collection every 64 MB. */
export const PIECE = 1024 * 1024;
const MAX_KEPT = 32 * PIECE;

export class Pieces {
  private free: ArrayBuffer[] = [];

  take(bytes: number): ArrayBuffer {
    const fitting = this.free.find(({ byteLength }) => byteLength >= bytes);
    if (!fitting) return newMemory(Math.ceil(bytes / PIECE) * PIECE);
    this.free = this.free.filter((piece) => piece !== fitting);
    return fitting;
  }

  giveBack(piece: ArrayBuffer): void {
    const kept = this.free.reduce((sum, { byteLength }) => sum + byteLength, piece.byteLength);
    if (kept <= MAX_KEPT) this.free.push(piece);
  }
}

/** Not filled with zeros, and nobody else's. */
export function newMemory(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer;
}

/** Copied at a stretch: some 2 ms. */
const STRETCH = 8 * 1024 * 1024;

/** Copies a document to the beginning of a memory; a large one in stretches, between which others have their turn. */
export async function copyTo(memory: ArrayBuffer, pdf: Uint8Array): Promise<void> {
  const target = new Uint8Array(memory);
  for (let at = 0; at < pdf.length; at += STRETCH) {
    if (at > 0) await setImmediate();
    target.set(pdf.subarray(at, at + STRETCH), at);
  }
}
