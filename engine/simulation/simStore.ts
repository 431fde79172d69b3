// A store whose every operation takes a moment, and that may lose its engine at any of them.
import { MemoryStore } from '../state/memoryStore.ts';
import type { Checkpoint, Loaded, LogBatch, Recovery, TableSpec } from '../state/store.ts';
import type { Random } from './random.ts';
import type { SimClock } from './simClock.ts';

/** What is kept when the engine is killed. */
export class SimStore extends MemoryStore {
  /** Grows with every crash: what an earlier engine still asks for is never answered. */
  generation = 0;
  crashed: (() => void) | undefined;
  /** Chance that a write kills the engine. */
  crashChance = 0;

  constructor(
    private readonly clock: SimClock,
    private readonly random: Random,
  ) {
    super();
  }

  override async recover(specs: TableSpec<never>[]): Promise<Recovery> {
    await this.moment();
    return super.recover(specs);
  }

  override async append(batch: LogBatch): Promise<void> {
    await this.write(() => super.append(batch));
  }

  override async checkpoint(checkpoint: Checkpoint): Promise<void> {
    await this.write(() => super.checkpoint(checkpoint));
  }

  override async byKeys(table: string, keys: number[]): Promise<Loaded[]> {
    await this.moment();
    return super.byKeys(table, keys);
  }

  override async byColumns(
    table: string,
    where: Record<string, string | number>,
    limit: number,
    afterKey?: number,
  ): Promise<Loaded[]> {
    await this.moment();
    return super.byColumns(table, where, limit, afterKey);
  }

  /** Killed before the write, after it, or not at all. */
  private async write(work: () => Promise<void>): Promise<void> {
    await this.moment();
    const fate = this.random.next();
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
      this.clock.after(this.random.int(4), () => {
        if (generation === this.generation) resolve();
      });
    });
  }
}
