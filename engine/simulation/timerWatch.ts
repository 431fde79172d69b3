// Timers fire once, not before their time, and in the order of their times.
import type { EngineRecord, Execution } from '../execution.ts';

export class TimerWatch {
  /** When each timer that is set is due. */
  private open = new Map<number, number>();
  /** When it was set: what was due already then is behind its time from the start. */
  private readonly since = new Map<number, number>();

  constructor(private readonly wrong: string[]) {}

  /** The engine has read its state anew: what it did and could not write down has not been. */
  restart(timers: Map<number, number>): void {
    this.open = timers;
  }

  record({ valueType, intent, key }: EngineRecord, x: Execution): void {
    if (valueType !== 'TIMER') return;
    if (intent === 'CREATED') this.keep(key, x);
    else if (intent === 'CANCELED') this.open.delete(key);
    else if (intent === 'TRIGGERED') this.fired(key, x);
  }

  private keep(key: number, x: Execution): void {
    const timer = x.state.timers.peek(key);
    this.since.set(key, x.now);
    if (timer) this.open.set(key, timer.due);
    else this.open.delete(key);
  }

  private fired(key: number, x: Execution): void {
    const due = this.open.get(key);
    if (due === undefined) {
      this.wrong.push(`timer ${key} fired though it was not set`);
      return;
    }
    if (due > x.now) this.wrong.push(`timer ${key} fired ${due - x.now} ms early`);
    for (const [other, before] of this.open)
      if (before < due && (this.since.get(other) ?? before) < before)
        this.wrong.push(`timer ${key}, due at ${due}, fired before timer ${other}, due at ${before}`);
    this.keep(key, x);
  }
}
