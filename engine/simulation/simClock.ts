// Time of a simulated run: nothing happens but what the run lets happen, one thing after the other.
import type { Clock } from '../clock.ts';

interface Waiting {
  at: number;
  order: number;
  work: () => void;
}

export class SimClock implements Clock {
  /** Of the machine's own counter, which nobody sets: waiting goes by it. */
  private time = 0;
  private wall = Date.UTC(2026, 10, 24);
  private order = 0;
  private soonest: (() => void)[] = [];
  private waiting: Waiting[] = [];

  now(): number {
    return this.wall + this.time;
  }

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return this.time;
  }

  after(ms: number, work: () => void): () => void {
    const entry = { at: this.time + Math.max(0, ms), order: this.order++, work };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  soon(work: () => void): void {
    this.soonest.push(work);
  }

  /** The machine's clock is set, forward or back. */
  jump(ms: number): void {
    this.wall += ms;
  }

  /** Runs for so much time, doing what falls due on the way. */
  async run(ms: number): Promise<void> {
    const to = this.time + ms;
    for (;;) {
      await microtasks();
      const soon = this.soonest.shift();
      if (soon) {
        soon();
        continue;
      }
      const next = this.earliest();
      if (next === undefined || next.at > to) break;
      this.waiting = this.waiting.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
    }
    this.time = Math.max(this.time, to);
  }

  /** What a crashed engine had set going never happens. */
  forget(): void {
    this.soonest = [];
    this.waiting = [];
  }

  private earliest(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const w of this.waiting)
      if (first === undefined || w.at < first.at || (w.at === first.at && w.order < first.order)) first = w;
    return first;
  }
}

/** Lets promises that are settled call back. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
