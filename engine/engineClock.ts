// The engine's clock: the machine's, unless a client has pinned it to a moment, where it then stands.
import type { Clock } from './clock.ts';

export class EngineClock implements Clock {
  private pinned: number | undefined;
  private latest = Number.NEGATIVE_INFINITY;

  constructor(private readonly machine: Clock) {}

  /** @param at ms since the epoch; undefined: it goes with the machine's again */
  pin(at: number | undefined): void {
    this.pinned = at;
    this.latest = Number.NEGATIVE_INFINITY;
  }

  /** Only a client moves it on. */
  get stands(): boolean {
    return this.pinned !== undefined;
  }

  now(): number {
    return this.pinned ?? this.machine.now();
  }

  /** The time of the next command: never before that of the one before, unless the clock has been pinned. */
  next(): number {
    this.latest = Math.max(this.latest, this.now());
    return this.latest;
  }

  /** Waits are the machine's. */
  after(ms: number, work: () => void): () => void {
    return this.machine.after(ms, work);
  }

  soon(work: () => void): void {
    this.machine.soon(work);
  }
}
