// What everybody in a run shares: the engine, its store, its time, and the list of what went wrong.
import { BatchOperations } from '../batchOperations.ts';
import { Rejection } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { Processor } from '../processor.ts';
import { PARTITION_BASE } from '../state/state.ts';
import { HASTY } from '../testing/hasty.ts';
import { TURNS } from '../turn.ts';
import { PathWatch } from './pathWatch.ts';
import { Random } from './random.ts';
import { SimClock } from './simClock.ts';
import { SimSearch } from './simSearch.ts';
import { SimSession } from './simSession.ts';
import { SimStore, StoreRefused } from './simStore.ts';
import { TimerWatch } from './timerWatch.ts';

export const TENANT = '<default>';

/** One that another engine has taken the place of, and that may not know it yet. */
interface Earlier {
  processor: Processor;
  session: SimSession;
  batches: BatchOperations;
}

export class World {
  readonly random: Random;
  readonly clock = new SimClock();
  readonly store = new SimStore();
  readonly wrong: string[] = [];
  processor!: Processor;
  crashes = 0;
  refusals = 0;
  /** How often another engine has taken the place of the one that ran. */
  successions = 0;
  /** The latest time that an engine has gone by. */
  latest = 0;
  private session!: SimSession;
  private batches!: BatchOperations;
  private earlier = new Set<Earlier>();
  private crashNow = false;
  private succeedNow = false;
  readonly paths = new PathWatch();
  private readonly timers = new TimerWatch(this.wrong);

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  async start(): Promise<void> {
    const { store, clock, random } = this;
    store.refusing = false;
    const session = new SimSession(store, clock, random, {
      crashed: () => this.crash(),
      recovering: (counter, timers) => {
        this.paths.restart(PARTITION_BASE + counter);
        this.timers.restart(timers);
      },
    });
    this.session = session;
    this.processor = new Processor({
      store: session,
      clock,
      maxResident: random.pick([2, 5, 1_000]),
      turns: random.pick([TURNS, HASTY]),
      onError: (error) => {
        if (!session.fenced) this.reported(error);
      },
      onFenced: () => this.ended(session),
      onBatchOperation: () => batches.wake(),
      onRecord: (record, x) => {
        if (session.fenced) return;
        this.latest = Math.max(this.latest, x.now);
        this.timers.record(record, x);
        this.paths.record(record, x);
      },
    });
    const batches = new BatchOperations({
      processor: this.processor,
      search: new SimSearch(session),
      onError: (error) => this.reported(error),
    });
    this.batches = batches;
    let ready = false;
    this.processor.start().then(
      () => {
        ready = true;
        batches.wake();
      },
      (error) => this.reported(error),
    );
    for (let i = 0; i < 1_000 && !ready && this.wrong.length === 0 && !this.crashNow; i++)
      await this.clock.run(5);
    if (!ready && !this.crashNow && this.wrong.length === 0) this.wrong.push('the engine does not start');
  }

  private reported(error: unknown): void {
    const refused = error instanceof StoreRefused;
    if (refused || (error instanceof Rejection && error.code === 'UNAVAILABLE')) this.refusals++;
    else this.wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  private ended(session: SimSession): void {
    if (!session.fenced) this.wrong.push('an engine ended though no other one has taken its place');
    for (const one of this.earlier) {
      if (one.session !== session) continue;
      void one.batches.stop();
      this.earlier.delete(one);
    }
  }

  /** Everything on this machine is killed. */
  crash(): void {
    this.store.generation++;
    this.session.dead = true;
    for (const { session } of this.earlier) session.dead = true;
    this.earlier.clear();
    this.crashNow = true;
  }

  /** Another engine takes the place of the one that runs, which hears of it by what it does next, or later. */
  succeed(): void {
    const { session, processor, batches } = this;
    if (this.succeedNow || this.crashNow) return;
    session.fenced = true;
    this.store.generation++;
    this.earlier.add({ session, processor, batches });
    this.clock.after(this.random.int(20_000), () => session.breakOff());
    this.succeedNow = true;
  }

  /** Lets time pass; after a crash, and when its place is taken, another engine starts. */
  async pass(ms: number): Promise<void> {
    await this.clock.run(ms);
    while ((this.crashNow || this.succeedNow) && this.wrong.length === 0) {
      if (this.crashNow) {
        this.crashes++;
        this.clock.forget();
      } else this.successions++;
      this.crashNow = false;
      this.succeedNow = false;
      await this.start();
    }
  }

  /** A client's call. After a crash, or when the database failed, nobody knows what became of it. */
  call<T>(
    work: (x: Execution) => T,
    answered?: (result: T) => void,
    refused?: (error: Rejection) => void,
  ): void {
    const { session } = this;
    this.processor.submit(work).then(
      (result) => {
        if (!session.dead) answered?.(result);
      },
      (error) => {
        if (!(error instanceof Rejection)) this.reported(error);
        else if (error.code === 'INTERNAL' && !session.fenced) this.wrong.push(error.message);
        else refused?.(error);
      },
    );
  }

  /** Who still asks an engine of before hears that it is unavailable, and nothing else. */
  callEarlier(work: (x: Execution) => unknown): void {
    for (const { processor, session } of this.earlier)
      processor.submit(work).then(
        () => this.wrong.push('an engine has acknowledged what it cannot write'),
        (error) => {
          if (!session.dead && !(error instanceof Rejection && error.code === 'UNAVAILABLE'))
            this.wrong.push(`an engine that was overtaken has said: ${String(error)}`);
        },
      );
  }

  /** Those who were overtaken long ago have ended. */
  checkEarlier(): void {
    if (this.earlier.size > 0) this.wrong.push('an engine that was overtaken does not end');
  }

  /** @returns what the state says; undefined when the engine did not answer in its time */
  async ask<T>(work: (x: Execution) => T): Promise<T | undefined> {
    let result: T | undefined;
    this.call(work, (value) => {
      result = value;
    });
    await this.pass(200);
    return result;
  }
}
