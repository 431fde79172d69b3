export interface Backoff {
  /** Milliseconds after the first failure; doubles with each. */
  baseMs: number;
  maxMs: number;
  /** After this long without the receiver's word the delivery is given up; a person may start it again. */
  giveUpAfterMs: number;
}

export const defaultBackoff: Backoff = {
  baseMs: 1000,
  maxMs: 15 * 60 * 1000,
  giveUpAfterMs: 7 * 24 * 3600 * 1000,
};

/**
 * Waiting time before attempt `attempts + 1`: exponential, between half and the whole of it, so that senders that
 * failed together do not come back together.
 * @param random in [0, 1)
 */
export function waitingMs({ baseMs, maxMs }: Backoff, attempts: number, random: number): number {
  const whole = Math.min(maxMs, baseMs * 2 ** Math.min(attempts - 1, 30));
  return whole / 2 + (whole / 2) * random;
}
