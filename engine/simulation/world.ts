// What everybody in a run shares: the engine, its store, its time, and the list of what went wrong.
import { Rejection } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { Processor } from '../processor.ts';
import { PARTITION_BASE } from '../state/state.ts';
import { PathWatch } from './pathWatch.ts';
import { Random } from './random.ts';
import { SimClock } from './simClock.ts';
import { SimStore, StoreRefused } from './simStore.ts';
import { TimerWatch } from './timerWatch.ts';

export const TENANT = '<default>';

export class World {
  readonly random: Random;
  readonly clock = new SimClock();
  readonly store: SimStore;
  readonly wrong: string[] = [];
  processor!: Processor;
  crashes = 0;
  refusals = 0;
  private crashNow = false;
  readonly paths = new PathWatch();
  private readonly timers = new TimerWatch(this.wrong);

  constructor(seed: number) {
    this.random = new Random(seed);
    this.store = new SimStore(this.clock, this.random);
    this.store.crashed = () => {
      this.crashNow = true;
    };
    this.store.recovering = (counter) => this.paths.restart(PARTITION_BASE + counter);
    this.store.recovered = () => this.timers.restart(this.store.rows('timers'));
  }

  async start(): Promise<void> {
    const { store } = this;
    store.refusing = false;
    this.processor = new Processor({
      store,
      clock: this.clock,
      maxResident: this.random.pick([2, 5, 1_000]),
      onError: (error) => this.reported(error),
      onRecord: (record, x) => {
        this.timers.record(record, x);
        this.paths.record(record);
      },
    });
    let ready = false;
    this.processor.start().then(
      () => {
        ready = true;
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

  crash(): void {
    this.store.generation++;
    this.crashNow = true;
  }

  /** Lets time pass; after a crash, starts anew. */
  async pass(ms: number): Promise<void> {
    await this.clock.run(ms);
    while (this.crashNow && this.wrong.length === 0) {
      this.crashNow = false;
      this.crashes++;
      this.clock.forget();
      await this.start();
    }
  }

  /** A client's call. After a crash, or when the database failed, nobody knows what became of it. */
  call<T>(
    work: (x: Execution) => T,
    answered?: (result: T) => void,
    refused?: (error: Rejection) => void,
  ): void {
    const { generation } = this.store;
    this.processor.submit(work).then(
      (result) => {
        if (generation === this.store.generation) answered?.(result);
      },
      (error) => {
        if (!(error instanceof Rejection)) this.reported(error);
        else if (error.code === 'INTERNAL') this.wrong.push(error.message);
        else refused?.(error);
      },
    );
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
