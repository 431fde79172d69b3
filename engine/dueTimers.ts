// Timers, jobs' deadlines and messages' ends, each run when its time has come, in order. The queue holds what falls due
// within a minute; what is later is in the store.
import { jobDue } from './commands/jobs.ts';
import { messageDue } from './commands/messages.ts';
import { timerDue } from './commands/timers.ts';
import type { EngineClock } from './engineClock.ts';
import type { Execution } from './execution.ts';
import { type Due, DueQueue } from './state/dueQueue.ts';
import type { State } from './state/state.ts';
import type { Store } from './state/store.ts';
import type { LoadRequest } from './state/table.ts';

export interface DueOptions {
  clock: EngineClock;
  store: Store;
  state: () => State;
  load: (request: LoadRequest) => Promise<void>;
  /** Afterwards the store has all that memory has. */
  checkpoint: () => Promise<void>;
  /** Whether work is taken now. */
  accepting: () => boolean;
  /** `refused` is called when the rows that it needs cannot be read.
   * @returns when it has run, if rows have to be loaded first */
  run: (work: (x: Execution) => void, refused: () => void) => Promise<void> | undefined;
  /** Waits before what failed is tried again. */
  pause: () => Promise<void>;
  /** A batch is done. */
  rested: () => void;
  fail: (error: unknown) => Promise<void>;
  report: (error: unknown) => void;
}

/** Times are looked for in the store this far ahead. */
const HORIZON = 60_000;
const MAX_DUE = 50_000;
const DUE_BATCH = 500;
const PREFETCH_TRIES = 10;

export class DueTimers {
  private queue = new DueQueue();
  private horizon = 0;
  private timer: { at: number; cancel: () => void } | undefined;
  private stopped = false;
  /** The clock has been pinned or let go: what is in the queue is not what falls due next. */
  private anew = false;
  /** A batch is under way. */
  running = false;

  constructor(private readonly options: DueOptions) {}

  /** Begins anew with what the store has; `arm` lets it run. */
  start(): Promise<void> {
    this.queue = new DueQueue();
    this.horizon = 0;
    this.anew = false;
    return this.extendHorizon();
  }

  clockSet(): void {
    this.anew = true;
    this.arm();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  add(due: Due): void {
    if (due.due >= this.horizon) return;
    this.queue.push(due);
    if (this.timer === undefined || due.due < this.timer.at) this.arm();
  }

  arm(): void {
    const next = this.queue.peek();
    const at = this.anew
      ? Number.NEGATIVE_INFINITY
      : Math.min(next?.due ?? Number.MAX_SAFE_INTEGER, this.horizon - HORIZON / 2);
    if (this.stopped || (this.timer && this.timer.at <= at)) return;
    this.timer?.cancel();
    this.timer = undefined;
    const { clock } = this.options;
    const wait = Math.max(0, at - clock.now());
    if (wait > 0 && clock.stands) return;
    const cancel = clock.after(wait, () => {
      this.timer = undefined;
      void this.runBatch();
    });
    this.timer = { at, cancel };
  }

  private async runBatch(): Promise<void> {
    if (this.running || !this.options.accepting()) return;
    this.running = true;
    const { clock } = this.options;
    try {
      if (this.anew) await this.start();
      if (clock.now() >= this.horizon - HORIZON / 2) await this.extendHorizon();
      const now = clock.now();
      const batch: Due[] = [];
      while (batch.length < DUE_BATCH && (this.queue.peek()?.due ?? Number.MAX_SAFE_INTEGER) <= now)
        batch.push(this.queue.pop()!);
      const done = (await this.prefetch(batch)) ? await this.runAll(batch) : 0;
      if (done === batch.length) return;
      for (const due of batch.slice(done)) this.queue.push(due);
      await this.options.pause();
    } catch (error) {
      await this.options.fail(error);
    } finally {
      this.running = false;
      this.options.rested();
      this.arm();
    }
  }

  /** One that needs rows which are at rest holds up those after it, so that all happen in their order.
   * @returns how many have run: all, unless the database cannot be read */
  private async runAll(batch: readonly Due[]): Promise<number> {
    let refused = false;
    const refuse = () => {
      refused = true;
    };
    for (const [done, due] of batch.entries()) {
      const loading = this.options.run((x) => this.fallDue(x, due), refuse);
      if (loading) await loading;
      if (refused) return done;
    }
    return batch.length;
  }

  /** Loads what the batch needs, most of it, at once; again when some of it has meanwhile been evicted.
   * @returns whether the database could be read */
  private async prefetch(batch: Due[]): Promise<boolean> {
    try {
      for (let tries = 0; tries < PREFETCH_TRIES; tries++) {
        const missing = this.missing(batch);
        if (missing.length === 0) break;
        for (const request of missing) await this.options.load(request);
      }
      return true;
    } catch (error) {
      this.options.report(error);
      return false;
    }
  }

  private missing(batch: Due[]): LoadRequest[] {
    const state = this.options.state();
    const requests: LoadRequest[] = [];
    for (const [kind, table] of [
      ['timer', state.timers],
      ['job', state.jobs],
      ['message', state.messages],
    ] as const) {
      const keys = table.missing(batch.filter((due) => due.kind === kind).map((due) => due.key));
      if (keys.length > 0) requests.push({ kind: 'keys', table: table.name, keys });
    }
    const instances = batch.flatMap(({ kind, key }) => {
      const timer = kind === 'timer' ? state.timers.peek(key) : undefined;
      return timer && timer.pi > 0 ? [timer.pi] : [];
    });
    const keys = state.instances.missing(instances);
    if (keys.length > 0) requests.push({ kind: 'instances', keys });
    return requests;
  }

  /** Reads the next stretch of what falls due. */
  private async extendHorizon(): Promise<void> {
    const { clock, store, checkpoint } = this.options;
    const from = this.horizon;
    const to = clock.now() + HORIZON;
    if (to <= from) return;
    // From now on new ones go straight into the queue; those from before are in the store after a checkpoint.
    this.horizon = to;
    await checkpoint();
    for (const [kind, table] of [
      ['timer', 'timers'],
      ['job', 'jobs'],
      ['message', 'messages'],
    ] as const) {
      const rows = await store.dueBetween(table, from, to, MAX_DUE);
      for (const { key, due } of rows) this.queue.push({ kind, key, due });
      if (rows.length >= MAX_DUE) this.horizon = Math.min(this.horizon, rows.at(-1)!.due + 1);
    }
  }

  private fallDue(x: Execution, due: Due): void {
    // The clock has been set since it was looked at: this one may not be next, or not be due.
    if (this.anew || due.due > x.now) x.due(due);
    else if (due.kind === 'timer') timerDue(x, due.key);
    else if (due.kind === 'job') jobDue(x, due.key);
    else messageDue(x, due.key);
  }
}
