// What commands have changed since the last write goes to disk as one row of the log; only then are they answered.
import type { Checkpoints } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import { describe } from './describe.ts';
import { type Rejection, unavailable } from './errors.ts';
import type { Execution } from './execution.ts';
import type { Checkpoint, Store } from './state/store.ts';

/** What is told once everything before it is durable; or that it will not be. */
export interface Answer {
  give: () => void;
  refuse: (error: Rejection) => void;
}

export interface GroupCommitOptions {
  store: Store;
  clock: Clock;
  checkpoints: Checkpoints;
  execution: () => Execution;
  /** What is being read anew is not written down: it is not whole, and would take the place of what is. */
  open: () => boolean;
  /** Hands out what is ready, before each write. */
  dispatch: () => void;
  fail: (error: unknown) => Promise<void>;
}

export class GroupCommit {
  /** Of the last row of the log. */
  position = 0;
  /** Something is being written; nothing else is meanwhile. */
  writing = false;
  private answers: Answer[] = [];
  private scheduled = false;
  /** Somebody asked for a round while one was under way. */
  private again = false;
  private readonly idle: (() => void)[] = [];

  constructor(private readonly options: GroupCommitOptions) {}

  get busy(): boolean {
    return this.writing || this.scheduled;
  }

  /** Tells `answer` with the next round that somebody asks for. */
  defer(answer: Answer): void {
    this.answers.push(answer);
  }

  schedule(): void {
    if (this.writing) this.again = true;
    if (this.busy) return;
    this.scheduled = true;
    this.options.clock.soon(() => {
      this.scheduled = false;
      void this.round();
    });
  }

  /** The store has everything up to now. */
  async checkpoint(): Promise<void> {
    const { checkpoints, open } = this.options;
    while (checkpoints.running || this.writing) await (checkpoints.running ?? this.whenIdle());
    if (!open()) return;
    await this.alone(() => this.write(true));
    await checkpoints.running;
  }

  whenIdle(): Promise<void> {
    return new Promise((resolve) => this.idle.push(resolve));
  }

  wakeIdle(): void {
    for (const wake of this.idle.splice(0)) wake();
  }

  /** Memory is given up: what waits will not be durable. In reverse order, as what was done is taken back. */
  refuse(): void {
    const answers = this.answers.splice(0);
    for (let i = answers.length - 1; i >= 0; i--) answers[i]!.refuse(unavailable());
  }

  private async round(): Promise<void> {
    const { open, dispatch, checkpoints } = this.options;
    if (this.writing) return;
    if (!open()) return this.wakeIdle();
    await this.alone(async () => {
      do {
        this.again = false;
        dispatch();
        // Who waits for a pause gets one, also when commands never stop coming.
      } while ((await this.write(checkpoints.due)) && this.idle.length === 0 && open());
    });
  }

  private async alone(work: () => Promise<unknown>): Promise<void> {
    this.writing = true;
    try {
      await work();
      this.writing = false;
      if (this.again || this.answers.length > 0) this.schedule();
    } catch (error) {
      this.writing = false;
      await this.options.fail(error);
    }
    this.wakeIdle();
  }

  /** Writes down what has changed, then answers whoever waits for that; a checkpoint is stored beside what follows.
   * Answers that change nothing (rejections) are given once it is certain that memory is not overtaken.
   * @returns whether there was anything to do */
  private async write(checkpointing: boolean): Promise<boolean> {
    const { store, checkpoints, execution } = this.options;
    const { answers } = this;
    const x = execution();
    this.answers = [];
    const draining = x.unwritten;
    const data = x.state.drain();
    const checkpoint = checkpointing ? this.snapshot(data !== undefined) : undefined;
    const some = data !== undefined || answers.length > 0 || checkpointing;
    try {
      if (data !== undefined) {
        checkpoints.changed();
        await store.append({ position: ++this.position, data });
      } else if (answers.length > 0) await store.confirm();
      x.unwritten -= draining;
      for (const answer of answers.splice(0)) answer.give();
    } catch (error) {
      this.answers = [...answers, ...this.answers];
      throw error;
    }
    if (checkpoint) checkpoints.store(checkpoint);
    return some;
  }

  private snapshot(more: boolean): Checkpoint {
    const x = this.options.execution();
    this.options.checkpoints.taken();
    return x.state.snapshot(this.position + (more ? 1 : 0), describe(x));
  }
}
