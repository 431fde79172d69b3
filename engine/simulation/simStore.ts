// A store whose every operation takes a moment, and that may lose its engine at any of them.
import { MemoryStore } from '../state/memoryStore.ts';
import type { Checkpoint, Loaded, LogBatch, Recovery, TableSpec } from '../state/store.ts';
import type { Random } from './random.ts';
import type { SimClock } from './simClock.ts';

/** The database is not there for a while. */
export class StoreRefused extends Error {}

/** What is kept when the engine is killed. */
export class SimStore extends MemoryStore {
  /** Grows with every crash: what an earlier engine still asks for is never answered. */
  generation = 0;
  crashed: (() => void) | undefined;
  /** Called when an engine reads its state, with the number of the first key that nothing written down has. */
  recovering: ((counter: number) => void) | undefined;
  /** Called when it has read it and brought the tables up to it. */
  recovered: (() => void) | undefined;
  /** Chance that a write kills the engine. */
  crashChance = 0;
  /** Whether the database answers nothing but errors. */
  refusing = false;
  /** How many writes were done though their answer was lost. */
  unsure = 0;
  /** The longest that an operation takes, ms. */
  slowness = 4;

  constructor(
    private readonly clock: SimClock,
    private readonly random: Random,
  ) {
    super();
  }

  override async recover(specs: TableSpec<never>[]): Promise<Recovery> {
    await this.read();
    const recovery = await super.recover(specs);
    const counters = recovery.log.map(({ data }) => (JSON.parse(data) as { counter: number }).counter);
    this.recovering?.(Math.max(recovery.counter, ...counters));
    return recovery;
  }

  override async append(batch: LogBatch): Promise<void> {
    await this.write(() => super.append(batch));
  }

  override async checkpoint(checkpoint: Checkpoint): Promise<void> {
    await this.write(() => super.checkpoint(checkpoint));
  }

  override async confirm(): Promise<void> {
    await this.read();
  }

  override async byKeys(table: string, keys: number[]): Promise<Loaded[]> {
    await this.read();
    return super.byKeys(table, keys);
  }

  override async byColumns(
    table: string,
    where: Record<string, string | number>,
    limit: number,
    afterKey?: number,
  ): Promise<Loaded[]> {
    await this.read();
    return super.byColumns(table, where, limit, afterKey);
  }

  override async dueBetween(
    table: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<{ key: number; due: number }[]> {
    await this.read();
    if (table === 'timers' && from === 0) this.recovered?.();
    return super.dueBetween(table, from, to, limit);
  }

  override async all(table: string): Promise<Loaded[]> {
    await this.read();
    return super.all(table);
  }

  private async read(): Promise<void> {
    await this.moment();
    if (this.refusing) throw new StoreRefused();
  }

  /** Killed before the write, after it, or not at all. */
  private async write(work: () => Promise<void>): Promise<void> {
    await this.moment();
    const fate = this.random.next();
    // The answer may be lost though the transaction is not.
    if (this.refusing && fate < 0.5) {
      await work();
      this.unsure++;
    }
    if (this.refusing) throw new StoreRefused();
    if (fate < this.crashChance / 2) await this.die();
    await work();
    if (fate >= this.crashChance / 2 && fate < this.crashChance) await this.die();
    await this.moment();
  }

  private die(): Promise<never> {
    this.generation++;
    this.crashed?.();
    return new Promise(() => undefined);
  }

  private moment(): Promise<void> {
    const { generation } = this;
    return new Promise((resolve) => {
      this.clock.after(this.random.int(this.slowness), () => {
        if (generation === this.generation) resolve();
      });
    });
  }
}
