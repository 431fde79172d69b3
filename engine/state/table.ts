// Rows of one kind: those in use in memory, the rest at rest in the store. Reading a row that may be at rest
// throws NotResident; the processor undoes the command, loads the row and runs the command again, so that
// everything above is written as if all rows were in memory.
import { ChurningMap } from '../churningMap.ts';
import { Forgotten } from './forgotten.ts';
import type { Journal } from './journal.ts';
import { type Change, rowOf, type TableChange, type TableSpec } from './store.ts';

export type LoadRequest =
  | { kind: 'keys'; table: string; keys: number[] }
  | { kind: 'columns'; table: string; index: string; id: string; where: Record<string, string | number> }
  | { kind: 'instances'; keys: number[] }
  | { kind: 'element'; key: number }
  | { kind: 'body'; key: number };

/** Thrown, not an Error: it is no failure and needs no stack. */
export class NotResident {
  constructor(readonly request: LoadRequest) {}
}

/** Values of an index of which memory knows that it has all rows, or that there are none; beyond that it asks again. */
const MAX_COMPLETE = 10_000;

interface Index<V> {
  columns: string[];
  /** undefined: not in the index. */
  of: (row: V) => string | undefined;
  keys: Map<string, Set<number>>;
  /** Values all of whose rows are in memory. */
  complete: Set<string>;
  /** Values all of whose rows are being read. */
  reading: Map<string, Promise<void>>;
}

export class Table<V extends { key: number }> {
  /** null: known to be gone, though the store may still have it. */
  private readonly rows = new ChurningMap<V | null>();
  private readonly indexes = new Map<string, Index<V>>();
  private changed = new Map<number, boolean>();
  private dirty = new Set<number>();
  private flushing = new Set<number>();
  readonly forgotten = new Forgotten();
  /** Grows with every change, also with one taken back. */
  version = 0;
  /** Largest key that may be at rest; 0: none is. */
  private restingUpTo = 0;

  constructor(
    readonly spec: TableSpec<V>,
    private readonly journal: Journal,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  addIndex(name: string, columns: string[], of: (row: V) => string | undefined): this {
    this.indexes.set(name, { columns, of, keys: new Map(), complete: new Set(), reading: new Map() });
    return this;
  }

  get(key: number): V | undefined {
    const row = this.rows.get(key);
    if (row !== undefined) return row ?? undefined;
    if (key > this.restingUpTo) return undefined;
    throw new NotResident({ kind: 'keys', table: this.name, keys: [key] });
  }

  /** Keys of `keys` that must be loaded before `get` can answer. */
  missing(keys: Iterable<number>): number[] {
    const missing: number[] = [];
    for (const key of keys) if (key <= this.restingUpTo && !this.rows.has(key)) missing.push(key);
    return missing;
  }

  /** The row if it is in memory. */
  peek(key: number): V | undefined {
    return this.rows.get(key) ?? undefined;
  }

  /** Keys of the rows with this value, in ascending order. */
  find(index: string, where: Record<string, string | number>): number[] {
    const found = this.indexes.get(index)!;
    const id = found.columns.map((column) => where[column]).join('\0');
    if (this.restingUpTo > 0 && !found.complete.has(id)) {
      throw new NotResident({ kind: 'columns', table: this.name, index, id, where });
    }
    const keys = found.keys.get(id);
    return keys === undefined ? [] : [...keys].sort((a, b) => a - b);
  }

  put(row: V): void {
    const old = this.rows.get(row.key);
    this.mark(row.key, old);
    this.set(row.key, row);
  }

  delete(key: number): void {
    const old = this.rows.get(key);
    if (old === null || (old === undefined && key > this.restingUpTo)) return;
    this.mark(key, old);
    this.set(key, null);
  }

  *values(): IterableIterator<V> {
    for (const row of this.rows.values()) if (row !== null) yield row;
  }

  private mark(key: number, old: V | null | undefined): void {
    if (!this.changed.has(key))
      this.changed.set(key, old !== null && (old !== undefined || key <= this.restingUpTo));
    this.journal.push(() => this.set(key, old));
  }

  private set(key: number, row: V | null | undefined): void {
    const old = this.rows.get(key);
    this.version++;
    for (const index of this.indexes.values()) {
      const before = old ? index.of(old) : undefined;
      const after = row ? index.of(row) : undefined;
      if (before === after) continue;
      if (before !== undefined) {
        const keys = index.keys.get(before)!;
        keys.delete(key);
        if (keys.size === 0) index.keys.delete(before);
      }
      if (after !== undefined) {
        const keys = index.keys.get(after);
        if (keys === undefined) index.keys.set(after, new Set([key]));
        else keys.add(key);
      }
    }
    if (row === undefined) this.rows.delete(key);
    else this.rows.set(key, row);
  }

  /** What changed since the last call, for the log. */
  drain(into: Change[]): void {
    for (const [key, existed] of this.changed) {
      const row = this.rows.get(key);
      // Taken back to what it was before: in the store, or nowhere.
      if (row === undefined) continue;
      if (row === null && !existed) {
        this.rows.delete(key);
        continue;
      }
      into.push([this.name, key, row]);
      this.dirty.add(key);
    }
    if (this.changed.size > 0) this.changed = new Map();
  }

  /** A change read back from the log. */
  replay(key: number, row: V | null): void {
    this.set(key, row);
    this.dirty.add(key);
  }

  get dirtyCount(): number {
    return this.dirty.size;
  }

  /** What the store does not have yet. Keys above `storedUpTo` have never been stored. */
  snapshot(storedUpTo: number): TableChange {
    const keys: number[] = [];
    const rows: TableChange['rows'] = [];
    for (const key of this.dirty) {
      const row = this.rows.get(key) ?? null;
      if (row === null && key > storedUpTo) continue;
      keys.push(key);
      rows.push(row && rowOf(this.spec, row));
    }
    this.flushing = this.dirty;
    this.dirty = new Set();
    return { table: this.name, keys, rows };
  }

  /** The snapshot is in the store. */
  stored(): void {
    for (const key of this.flushing) {
      if (this.rows.get(key) !== null || this.dirty.has(key) || this.changed.has(key)) continue;
      this.rows.delete(key);
      this.forgotten.add(key);
    }
    this.flushing = new Set();
  }

  /** The store has rows up to this key that are not in memory. */
  rest(upTo: number): void {
    this.restingUpTo = Math.max(this.restingUpTo, upTo);
  }

  /** A row read from the store; memory knows better if it has it. */
  loaded(key: number, data: string | null): void {
    if (!this.rows.has(key)) this.set(key, data === null ? null : (JSON.parse(data) as V));
  }

  /** Has every row of this index value read; those in memory stay there meanwhile. */
  whole(index: string, id: string, read: () => Promise<void>): Promise<void> {
    const { reading, complete } = this.indexes.get(index)!;
    const underWay = reading.get(id);
    if (underWay !== undefined) return underWay;
    const done = read()
      .then(() => {
        if (complete.size >= MAX_COMPLETE) complete.clear();
        complete.add(id);
      })
      .finally(() => reading.delete(id));
    reading.set(id, done);
    return done;
  }

  private isBeingRead(row: V): boolean {
    for (const { reading, of } of this.indexes.values()) if (reading.has(of(row) ?? '')) return true;
    return false;
  }

  /** Forgets a row that the store has. */
  evict(key: number): void {
    if (this.dirty.has(key) || this.flushing.has(key) || this.changed.has(key)) return;
    const row = this.rows.get(key);
    if (row === undefined || (row && this.isBeingRead(row))) return;
    if (row) for (const index of this.indexes.values()) index.complete.delete(index.of(row) ?? '');
    this.set(key, undefined);
    this.forgotten.add(key);
    this.rest(key);
  }

  /** Keeps memory bounded also for rows that belong to no instance in memory, and for those known to be gone. */
  evictBeyond(limit: number): void {
    if (this.rows.size <= limit) return;
    for (const key of [...this.rows.keys()]) this.evict(key);
  }

  get size(): number {
    return this.rows.size;
  }
}
