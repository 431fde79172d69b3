// What takes long is done one after the other, with pauses in which everything else goes on.
import type { Clock } from './clock.ts';

/** A pause is cut short when nobody else has used so many ms of it. */
const TICK = 20;
const LONGEST_PAUSE = 1_000;

export class LongRuns {
  private readonly waiting: (() => void)[] = [];
  private busy = false;

  /** @param others how many other runs there have been so far */
  constructor(
    private readonly clock: Clock,
    private readonly others: () => number,
  ) {}

  /** How many wait for their turn. */
  get length(): number {
    return this.waiting.length;
  }

  add(run: () => void): void {
    this.waiting.push(run);
    if (this.busy) return;
    this.busy = true;
    this.clock.soon(() => this.next());
  }

  /** Nobody waits any longer: all have their turn now. */
  drain(): void {
    for (const run of this.waiting.splice(0)) run();
  }

  private next(): void {
    const began = this.clock.now();
    this.waiting.shift()?.();
    this.pause(Math.min(this.clock.now() - began, LONGEST_PAUSE));
  }

  /** For as long as the run has taken, others come first. */
  private pause(left: number): void {
    const before = this.others();
    const goOn = () => {
      if (this.waiting.length === 0) this.busy = false;
      else this.next();
    };
    if (left <= 0) {
      this.clock.soon(goOn);
      return;
    }
    this.clock.after(Math.min(left, TICK), () => {
      if (this.others() === before) goOn();
      else this.pause(left - TICK);
    });
  }
}
