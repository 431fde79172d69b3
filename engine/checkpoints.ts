// When the tables are brought up to the log: once changes have ceased for a while, or have gone on for long, or too
// many rows wait for it. One at a time, beside the commits that follow.
import type { Clock } from './clock.ts';
import type { State } from './state/state.ts';
import type { Checkpoint, Store } from './state/store.ts';

export interface CheckpointOptions {
  store: Store;
  clock: Clock;
  state: () => State;
  /** Process instances kept in memory when at rest. */
  maxResident: number;
  /** One is due: it is asked for in the next round. */
  wake: () => void;
  fail: (error: unknown) => void;
}

const QUIET = 50;
const BUSY = 1_000;
const ROWS = 20_000;

export class Checkpoints {
  /** The one under way; never rejects. */
  running: Promise<void> | undefined;
  private wanted = false;
  /** Something has changed since `look` last looked. */
  private changing = false;
  private timer: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly options: CheckpointOptions) {}

  get due(): boolean {
    if (this.running) return false;
    return this.wanted || this.options.state().dirtyCount >= ROWS;
  }

  /** Something has been written to the log. */
  changed(): void {
    this.changing = true;
    this.look();
  }

  private look(waited = 0): void {
    if (this.stopped || this.timer) return;
    this.changing = false;
    this.timer = this.options.clock.after(QUIET, () => {
      this.timer = undefined;
      const busy = this.changing && waited + QUIET < BUSY;
      if (busy || this.running) return this.look(waited + QUIET);
      if (this.options.state().dirtyCount === 0) return;
      this.wanted = true;
      this.options.wake();
    });
  }

  /** Stores what was taken of the state as it is now. */
  store(checkpoint: Checkpoint): void {
    const { store, maxResident, wake, fail } = this.options;
    const state = this.options.state();
    this.running = store
      .checkpoint(checkpoint)
      .then(() => {
        state.stored(checkpoint);
        state.evict(maxResident);
      })
      .finally(() => {
        this.running = undefined;
        if (this.wanted) wake();
      })
      .catch((error) => {
        if (state === this.options.state()) fail(error);
      });
  }

  /** None is asked for any more: this one is taken, or the state is read anew. */
  taken(): void {
    this.wanted = false;
  }

  stop(): void {
    this.stopped = true;
    this.timer?.();
  }
}
