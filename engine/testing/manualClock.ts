// A clock that moves when it is told to.
import type { Clock } from '../clock.ts';

export class ManualClock implements Clock {
  private waiting: { at: number; work: () => void; order: number }[] = [];
  private order = 0;
  /** How far behind somebody has set it. */
  private back = 0;
  constructor(private time = Date.UTC(2026, 10, 24)) {}

  now(): number {
    return this.time - this.back;
  }

  after(ms: number, work: () => void): () => void {
    const entry = { at: this.time + ms, work, order: this.order++ };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  soon(work: () => void): void {
    setImmediate(work);
  }

  /** Somebody sets the machine's clock back. */
  setBack(ms: number): void {
    this.back += ms;
  }

  /** Moves on, doing what falls due on the way, in order. */
  async advance(ms: number): Promise<void> {
    const to = this.time + ms;
    for (;;) {
      const next = this.waiting.filter((w) => w.at <= to).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.waiting = this.waiting.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
      await settle();
    }
    this.time = to;
    await settle();
  }
}

/** Lets what has been set going come to rest. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}
