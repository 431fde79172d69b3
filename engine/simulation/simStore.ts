// The database of a run: what is kept whatever becomes of the engines, and how it is disposed.
import { MemoryStore } from '../state/memoryStore.ts';

/** The database is not there for a while. */
export class StoreRefused extends Error {}

export class SimStore extends MemoryStore {
  /** Grows with every crash and every change of engines. */
  generation = 0;
  /** Chance that a write kills the engine. */
  crashChance = 0;
  /** Whether the database answers nothing but errors. */
  refusing = false;
  /** How many writes were done though their answer was lost. */
  unsure = 0;
  /** The longest that an operation takes, ms. */
  slowness = 4;
}
