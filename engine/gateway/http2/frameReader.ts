// Cuts what a client sends into frames (RFC 9113, 3.4 and 4.1).
import {
  ConnectionError,
  DEFAULT_MAX_FRAME,
  FRAME_HEAD,
  FRAME_SIZE_ERROR,
  PREFACE,
  PROTOCOL_ERROR,
} from './frames.ts';

export type FrameIn = (flags: number, stream: number, payload: Buffer) => void;

const NOTHING = Buffer.alloc(0);

export class FrameReader {
  private rest: Buffer = NOTHING;
  private greeted = false;

  /** Calls back with every whole frame; payloads are views that last as long as the call.
   * @param over asked after each frame: those that follow it wait for the next call
   * @returns whether some wait
   * @throws ConnectionError */
  take(
    chunk: Buffer,
    frame: (type: number, ...rest: Parameters<FrameIn>) => void,
    over: () => boolean,
  ): boolean {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    if (!this.greeted) {
      const shown = bytes.subarray(0, PREFACE.length);
      if (!shown.equals(PREFACE.subarray(0, shown.length)))
        throw new ConnectionError(PROTOCOL_ERROR, 'The client does not speak HTTP/2');
      this.greeted = shown.length === PREFACE.length;
      if (this.greeted) bytes = bytes.subarray(PREFACE.length);
    }
    let at = 0;
    while (this.greeted && bytes.length - at >= FRAME_HEAD) {
      const length = bytes.readUIntBE(at, 3);
      if (length > DEFAULT_MAX_FRAME)
        throw new ConnectionError(FRAME_SIZE_ERROR, 'A frame larger than allowed');
      const end = at + FRAME_HEAD + length;
      if (end > bytes.length) break;
      const stream = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
      frame(bytes[at + 3]!, bytes[at + 4]!, stream, bytes.subarray(at + FRAME_HEAD, end));
      at = end;
      if (at === bytes.length || !over()) continue;
      this.rest = bytes.subarray(at);
      return true;
    }
    // A part of a frame does not hold on to all that was read with it.
    this.rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
    return false;
  }
}
