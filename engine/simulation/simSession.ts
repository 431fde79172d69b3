// What one engine has of the database: every operation takes a moment, may be refused, and may be its last; none is
// done once another engine has the place.
import { EngineFencedError } from '../errors.ts';
import type { Timer } from '../state/rows.ts';
import type { Checkpoint, Loaded, LogBatch, Recovery, Store, TableSpec } from '../state/store.ts';
import type { Random } from './random.ts';
import type { SimClock } from './simClock.ts';
import { type SimStore, StoreRefused } from './simStore.ts';

/** A row of the log, as far as it is about timers. */
interface Logged {
  counter: number;
  changes: [table: string, key: number, row: Timer | null][];
}

export interface SessionEvents {
  /** A write has killed the engine. */
  crashed: () => void;
  /** An engine reads its state.
   * @param counter number of the first key that nothing written down has
   * @param timers those that are set, with when they are due */
  recovering: (counter: number, timers: Map<number, number>) => void;
}

export class SimSession implements Store {
  /** Its engine was killed: what it still asks for is never answered. */
  dead = false;
  /** Another engine has taken the place. */
  fenced = false;
  private lost: (why: unknown) => void = () => undefined;

  constructor(
    private readonly store: SimStore,
    private readonly clock: SimClock,
    private readonly random: Random,
    private readonly events: SessionEvents,
  ) {}

  /** The connection breaks, and the engine is told. */
  breakOff(): void {
    this.lost(new StoreRefused());
  }

  async recover(specs: TableSpec<never>[], lost: (why: unknown) => void): Promise<Recovery> {
    await this.read();
    if (this.fenced) throw new EngineFencedError();
    this.lost = lost;
    const recovery = await this.store.recover(specs);
    const log = recovery.log.map(({ data }) => JSON.parse(data) as Logged);
    const timers = new Map(
      this.store.rows('timers').map(({ key, data }) => [key, (JSON.parse(data) as Timer).due]),
    );
    for (const [table, key, row] of log.flatMap(({ changes }) => changes)) {
      if (table === 'timers' && row) timers.set(key, row.due);
      else if (table === 'timers') timers.delete(key);
    }
    this.events.recovering(Math.max(recovery.counter, ...log.map(({ counter }) => counter)), timers);
    return recovery;
  }

  append(batch: LogBatch): Promise<void> {
    return this.write(() => this.store.append(batch));
  }

  async confirm(): Promise<void> {
    await this.read();
    if (this.fenced) throw new StoreRefused();
  }

  checkpoint(checkpoint: Checkpoint): Promise<void> {
    return this.write(() => this.store.checkpoint(checkpoint));
  }

  async byKeys(table: string, keys: number[]): Promise<Loaded[]> {
    await this.read();
    return this.store.byKeys(table, keys);
  }

  async byColumns(...query: Parameters<Store['byColumns']>): Promise<Loaded[]> {
    await this.read();
    return this.store.byColumns(...query);
  }

  async dueBetween(...query: Parameters<Store['dueBetween']>): Promise<{ key: number; due: number }[]> {
    await this.read();
    return this.store.dueBetween(...query);
  }

  async all(table: string): Promise<Loaded[]> {
    await this.read();
    return this.store.all(table);
  }

  async body(key: number): Promise<string | undefined> {
    return this.store.body(key);
  }

  async close(): Promise<void> {}

  private async read(): Promise<void> {
    await this.moment();
    if (this.store.refusing) throw new StoreRefused();
  }

  /** Killed before the write, after it, or not at all. */
  private async write(work: () => Promise<void>): Promise<void> {
    await this.moment();
    if (this.fenced) throw this.random.chance(0.5) ? new EngineFencedError() : new StoreRefused();
    const { store } = this;
    const fate = this.random.next();
    // The answer may be lost though the transaction is not.
    if (store.refusing && fate < 0.5) {
      await work();
      store.unsure++;
    }
    if (store.refusing) throw new StoreRefused();
    if (fate < store.crashChance / 2) await this.die();
    await work();
    if (fate >= store.crashChance / 2 && fate < store.crashChance) await this.die();
    await this.moment();
  }

  private die(): Promise<never> {
    this.events.crashed();
    return new Promise(() => undefined);
  }

  private moment(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(this.random.int(this.store.slowness), () => {
        if (!this.dead) resolve();
      });
    });
  }
}
