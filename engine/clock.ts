// Time and waiting, injected so that a simulator can run them.
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after so many milliseconds. @returns how to call it off */
  after(ms: number, work: () => void): () => void;
  /** Calls back once, as soon as what has already arrived is dealt with. */
  soon(work: () => void): void;
}

/** The last moment that a Date can hold (ECMA-262, 21.4.1.1), ms since the epoch: the store takes nothing much later. */
export const LAST_MOMENT = 8.64e15;

/** So many ms after a moment; the last moment, where that is beyond it, as when a client says «never» by 2^63 - 1. */
export function later(from: number, ms: number): number {
  return Math.min(from + ms, LAST_MOMENT);
}

/** Longest wait that setTimeout can do. */
const MAX_WAIT = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  after(ms, work) {
    const timer = setTimeout(work, Math.min(Math.max(0, ms), MAX_WAIT));
    return () => clearTimeout(timer);
  },
  soon(work) {
    setImmediate(work);
  },
};
