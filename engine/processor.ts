// The single writer: runs commands one after the other against the state in memory, makes what they changed
// durable together (group commit), and only then answers.
import { Checkpoints } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import { DueTimers } from './dueTimers.ts';
import { EngineClock } from './engineClock.ts';
import { EngineFencedError, Rejection, unavailable } from './errors.ts';
import type { Effect, EngineRecord, Execution, OnEnd } from './execution.ts';
import { allowEvaluation, OutOfTurn } from './expression/evaluation.ts';
import { GroupCommit } from './groupCommit.ts';
import { JobDispatch } from './jobDispatch.ts';
import { Loader } from './loader.ts';
import { LongRuns } from './longRuns.ts';
import { emptyExecution, recover } from './recover.ts';
import { CLOCK_KEY } from './state/rows.ts';
import type { State } from './state/state.ts';
import type { Loaded, Store } from './state/store.ts';
import { NotResident } from './state/table.ts';
import { resume, runSteps } from './steps.ts';
import { TURNS, type Turns } from './turn.ts';

export interface ProcessorOptions {
  store: Store;
  clock: Clock;
  /** Commands that may wait for their answers; more are refused. */
  maxPending?: number;
  /** Process instances kept in memory when at rest. */
  maxResident?: number;
  onError?: (error: unknown) => void;
  /** Another engine has taken its place: it has stopped. */
  onFenced?: (error: EngineFencedError) => void;
  /** A batch operation has been created, or goes on. */
  onBatchOperation?: () => void;
  onRecord?: (record: EngineRecord, x: Execution) => void;
  turns?: Turns;
}

interface Kind {
  /** Takes long: waits for its turn among the long runs. */
  long: boolean;
  /** Nobody has asked for it, and it has to be done. */
  internal?: true;
}

interface Command extends Kind {
  work: (x: Execution) => unknown;
  answer: (result: unknown) => void;
  refuse: (error: unknown) => void;
  tries: number;
}

/** A command that still lacks rows after so many loads would never end. */
const MAX_TRIES = 200;
/** Requests that may wait for their turn among the long runs, and long runs that requests may make; more are refused. */
const MAX_LONG_REQUESTS = 100;
const MAX_LONG_RUNS = 2_000;
/** What goes to disk at once is one text, and everybody waits while it is written. */
const MAX_UNWRITTEN = 32 * 1024 * 1024;
/** What the database has refused is tried again after so many ms. */
const RETRY = 1_000;

export class Processor {
  private x!: Execution;
  private loader!: Loader;
  jobs!: JobDispatch;
  private pending = 0;
  private readonly clock: EngineClock;
  private readonly checkpoints: Checkpoints;
  private readonly commits: GroupCommit;
  private readonly due: DueTimers;
  private readonly longRuns: LongRuns;
  private readonly turns: Turns;
  private runs = 0;
  private readonly results = new Map<number, OnEnd>();
  private open = false;
  private lastFailure = Number.NEGATIVE_INFINITY;
  private stopped = false;

  constructor(private readonly options: ProcessorOptions) {
    const { store, turns = TURNS } = options;
    this.turns = turns;
    this.clock = new EngineClock(options.clock);
    this.longRuns = new LongRuns(options.clock, () => this.runs);
    this.checkpoints = new Checkpoints({
      store,
      clock: options.clock,
      state: () => this.state,
      maxResident: options.maxResident ?? 10_000,
      wake: () => this.commits.schedule(),
      fail: (error) => void this.fail(error),
    });
    this.commits = new GroupCommit({
      store,
      clock: options.clock,
      checkpoints: this.checkpoints,
      execution: () => this.x,
      open: () => this.open,
      dispatch: () => this.jobs.dispatch(),
      fail: (error) => this.fail(error),
    });
    this.due = new DueTimers({
      clock: this.clock,
      store,
      state: () => this.state,
      load: (request) => this.loader.load(request),
      checkpoint: () => this.commits.checkpoint(),
      accepting: () => this.accepting,
      run: (work, refused) => this.internal(work, { refused }),
      pause: () => this.pause(),
      rested: () => this.commits.wakeIdle(),
      fail: (error) => this.fail(error),
      report: (error) => this.report(error),
    });
  }

  /** Reads where things stood and goes on from there. */
  async start(): Promise<void> {
    const { store, clock } = this.options;
    this.x = emptyExecution();
    if (this.options.onRecord) this.x.records = [];
    this.loader = new Loader(store, this.state, this.x.definitions);
    const { position, jobs } = await recover(store, this.x, this.loader, (why) => void this.fail(why));
    this.commits.position = position;
    this.jobs = new JobDispatch({
      x: this.x,
      clock,
      execute: (work) => this.execute(work),
      load: (request) => this.loader.load(request),
      deliver: (give, refuse) => this.commits.defer({ give, refuse }),
      report: (error) => this.report(error),
      wake: () => this.commits.schedule(),
      submit: (work) => void this.submit(work).catch((error) => this.report(error)),
      checkpoint: () => this.commits.checkpoint(),
      byType: (type, limit) => store.byColumns('jobs', { type, state: 0 }, limit),
      atRest: jobs,
      ...(this.jobs && { waiting: this.jobs }),
    });
    this.clock.pin(this.state.clock.peek(CLOCK_KEY)?.at);
    await this.due.start();
    this.open = true;
    for (const { key } of this.state.continuations.values()) void this.goOn(key);
    this.due.arm();
    this.commits.schedule();
  }

  private get state(): State {
    return this.x.state;
  }

  /** Takes commands: it has read its state, its database answers, and nobody has stopped it. */
  get accepting(): boolean {
    return this.open && !this.stopped;
  }

  /** Lets in a request of so many bytes. @throws Rejection while too much waits to be written */
  admit(bytes: number): void {
    if (this.x.unwritten + bytes > MAX_UNWRITTEN) throw full();
    this.x.unwritten += bytes;
    this.commits.schedule();
  }

  /** Runs a command. @param long it is known to take long: it waits for its turn among the long runs
   * @returns its result once it is durable. @throws Rejection */
  submit<T>(work: (x: Execution) => T, long = false): Promise<T> {
    if (!this.accepting)
      return Promise.reject(new Rejection('UNAVAILABLE', 'The engine is starting or stopping; try again'));
    if (this.pending >= (this.options.maxPending ?? 20_000)) return Promise.reject(full());
    if (long && this.longRuns.length >= MAX_LONG_REQUESTS) return Promise.reject(full());
    return new Promise<T>((resolve, reject) => {
      this.pending++;
      void this.run({ work, answer: resolve as (result: unknown) => void, refuse: reject, tries: 0, long });
    });
  }

  /** Rows of the store by columns, ordered by key, all that memory knows being written down.
   * @throws Rejection UNAVAILABLE when it cannot be written down now */
  async stored(table: string, where: Record<string, string | number>, limit: number): Promise<Loaded[]> {
    await this.commits.checkpoint();
    if (!this.accepting) throw unavailable();
    return this.options.store.byColumns(table, where, limit);
  }

  /** Whether the store has instances of the process, all that memory knows being written down.
   * @throws Rejection UNAVAILABLE when it cannot be written down now */
  async hasInstances(definition: number): Promise<boolean> {
    return (await this.stored('instances', { definition }, 1)).length > 0;
  }

  /** Calls back after so many ms of the engine's clock. @returns how to call it off */
  after(ms: number, work: () => void): () => void {
    return this.options.clock.after(ms, work);
  }

  /** Nobody waits for the end of this instance, or of this user task's transition, any more. */
  forgetResult(key: number): void {
    this.results.delete(key);
  }

  /** Answers what has arrived, writes everything down, lets go. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.quit();
    while (this.commits.busy || this.due.running) await this.commits.whenIdle();
    if (this.open) await this.commits.checkpoint();
    this.open = false;
    await this.options.store.close();
  }

  private quit(): void {
    this.stopped = true;
    this.due.stop();
    this.checkpoints.stop();
    this.jobs?.stop();
    this.longRuns.drain();
  }

  /** @returns when it has run, if it has to wait for that */
  private run(command: Command): Promise<void> | undefined {
    if (!command.long) return this.perform(command);
    const { state } = this;
    return new Promise((resolve) =>
      this.longRuns.add(() => {
        if (this.accepting && state === this.state) return resolve(this.perform(command));
        this.end(() => command.refuse(unavailable()));
        resolve();
      }),
    );
  }

  /** @returns when it has run, if it has to wait for that */
  private perform(command: Command): Promise<void> | undefined {
    let result: unknown;
    if (!command.long) this.runs++;
    try {
      result = this.execute(command.work, command);
    } catch (error) {
      if (error instanceof OutOfTurn && (command.internal || this.longRuns.length < MAX_LONG_REQUESTS))
        return this.run({ ...command, long: true });
      if (error instanceof NotResident && command.tries++ < MAX_TRIES) {
        const { state } = this;
        return this.loader.load(error.request).then(
          () => {
            // Loaded into a state that has since been given up: the command is lost with it.
            if (state === this.state) return this.run(command);
            this.end(() => command.refuse(unavailable()));
          },
          (failure) => {
            this.report(failure);
            this.end(() => command.refuse(unavailable()));
          },
        );
      }
      const shown = this.shown(error);
      this.later(command, () => command.refuse(shown));
      return undefined;
    }
    this.later(command, () => command.answer(result));
    return undefined;
  }

  private shown(error: unknown): Rejection {
    if (error instanceof Rejection) return error;
    if (error instanceof OutOfTurn) return full();
    this.report(error);
    return new Rejection(
      'INTERNAL',
      `Unexpected error: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  private later(command: Command, answer: () => void): void {
    this.commits.defer({
      give: () => this.end(answer),
      refuse: (error) => this.end(() => command.refuse(error)),
    });
    this.commits.schedule();
  }

  private end(answer: () => void): void {
    this.pending--;
    answer();
  }

  /** Runs work as a whole or not at all. */
  private execute<T>(work: (x: Execution) => T, { long, internal }: Kind = { long: false }): T {
    const { x } = this;
    const turn = long ? this.turns.long : this.turns.short;
    x.now = this.clock.next();
    x.steps = [];
    x.effects = [];
    if (x.joining.size > 0) x.joining = new Set();
    x.written = 0;
    if (x.records) x.records = [];
    x.operationReference = undefined;
    try {
      allowEvaluation(turn.beginning);
      const result = work(x);
      const cut = runSteps(x, turn);
      if (cut && !internal && this.longRuns.length >= MAX_LONG_RUNS) throw full();
      this.state.journal.clear();
      for (const effect of x.effects) this.apply(effect);
      if (x.records) for (const record of x.records) this.tell(record);
      return result;
    } catch (error) {
      this.state.journal.rollback(0);
      throw error;
    } finally {
      allowEvaluation(Number.POSITIVE_INFINITY);
    }
  }

  private tell(record: EngineRecord): void {
    const { x } = this;
    const { operationReference } = x;
    this.options.onRecord!(operationReference === undefined ? record : { ...record, operationReference }, x);
  }

  /** The rest of a run that was cut. */
  private goOn(key: number): void {
    void this.internal((x) => resume(x, key), { long: true });
  }

  /** Work that nobody asked for, and that is tried again until it is done, unless `refused` sees to that.
   * @returns when it has run, if it has to wait for that */
  private internal(
    work: (x: Execution) => void,
    how: { refused?: () => void; long?: true } = {},
  ): Promise<void> | undefined {
    // A state that is read anew says itself what is to be done.
    if (!this.open) return undefined;
    const { state } = this;
    const again = () => {
      if (state === this.state) void this.internal(work, how);
    };
    this.pending++;
    return this.run({
      work,
      answer: () => undefined,
      refuse: (error) => {
        if (!isUnavailable(error)) return;
        if (how.refused) how.refused();
        else this.options.clock.after(RETRY, again);
      },
      tries: 0,
      long: how.long ?? false,
      internal: true,
    });
  }

  private apply(effect: Effect): void {
    switch (effect.kind) {
      case 'due':
        this.due.add(effect.due);
        return;
      case 'clock':
        this.clock.pin(effect.at);
        this.due.clockSet();
        return;
      case 'batch':
        this.options.onBatchOperation?.();
        return;
      case 'ready':
        this.jobs.ready(effect.type, effect.tenant, effect.key);
        return;
      case 'continue':
        this.goOn(effect.key);
        return;
      case 'await':
        this.results.set(effect.pi, effect.onEnd);
        this.commits.defer({ give: () => undefined, refuse: () => this.forgetResult(effect.pi) });
        return;
      case 'ended': {
        const waiting = this.results.get(effect.pi);
        if (waiting === undefined) return;
        this.forgetResult(effect.pi);
        const { completed, variables, rejection } = effect;
        this.commits.defer({
          give: () => waiting(completed, variables, rejection),
          // It has not ended after all.
          refuse: () => this.results.set(effect.pi, waiting),
        });
      }
    }
  }

  /** The store has failed: what memory holds may be ahead of it, so it is read anew. */
  private async fail(error: unknown): Promise<void> {
    // What is refused below, when it is known already.
    if (!this.open) return;
    this.open = false;
    this.commits.refuse();
    const fenced = error instanceof EngineFencedError;
    if (!fenced) this.report(error);
    // A write still under way would change what is being read.
    while (this.commits.writing) await this.commits.whenIdle();
    await this.checkpoints.running;
    if (fenced) return this.endFenced(error);
    this.checkpoints.taken();
    const { clock } = this.options;
    // One that can be read and not written would be read over and over again.
    if (clock.now() - this.lastFailure < RETRY) await this.pause();
    for (;;) {
      this.lastFailure = clock.now();
      this.commits.refuse();
      if (this.stopped) return;
      try {
        await this.start();
        return;
      } catch (again) {
        if (again instanceof EngineFencedError) return this.endFenced(again);
        this.report(again);
        await this.pause();
      }
    }
  }

  private async endFenced(error: EngineFencedError): Promise<void> {
    if (this.stopped) return;
    this.quit();
    this.commits.refuse();
    for (const waiting of this.results.values()) waiting(false, {}, unavailable());
    this.results.clear();
    this.commits.wakeIdle();
    await this.options.store.close().catch((failure) => this.report(failure));
    this.options.onFenced?.(error);
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => this.options.clock.after(RETRY, resolve));
  }

  private report(error: unknown): void {
    if (this.options.onError) this.options.onError(error);
    else console.error(error);
  }
}

function full(): Rejection {
  return new Rejection(
    'RESOURCE_EXHAUSTED',
    'Expected to handle the request, but the queue of the partition is full',
  );
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Rejection && error.code === 'UNAVAILABLE';
}
