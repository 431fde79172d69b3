import type { Readable } from 'node:stream';

/** One packet for one receiver, as a transport carries it. */
export interface Shipment {
  packetId: string;
  from: string;
  to: string;
  sha256: string;
  size: number;
  /** Opens the XML anew for each attempt. */
  open(): Promise<Readable>;
}

/** The receiver's word: it has the packet, or it will never take it. */
export type Receipt =
  | { outcome: 'acknowledged'; httpStatus: number; acknowledgementId: string }
  | { outcome: 'refused'; httpStatus: number; code: string; message: string };

/** How packets travel. `send` throws when the receiver did not give its word; the sender then tries again. */
export interface Transport {
  /** @throws {ReceiverUnreachedError} */
  send(shipment: Shipment, signal: AbortSignal): Promise<Receipt>;
  close(): Promise<void>;
}

/** No word from the receiver: no address, no connection, no answer, or an answer that means «later». */
export class ReceiverUnreachedError extends Error {
  readonly code = 'receiver-unreached';
  readonly httpStatus: number | undefined;
  constructor(receiver: string, reason: string, options?: ErrorOptions & { httpStatus?: number }) {
    super(`Chưa gửi được tới ${receiver}: ${reason}.`, options);
    this.name = 'ReceiverUnreachedError';
    this.httpStatus = options?.httpStatus;
  }
}
