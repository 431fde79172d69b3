// Rows of one kind that are written once, for people: the engine does not read them again, so that they leave memory
// as soon as the store has them.
import type { Journal } from './journal.ts';
import { type Change, rowOf, type TableChange, type TableSpec } from './store.ts';

export class Ledger<V extends { key: number }> {
  private rows: V[] = [];
  /** How many of them are in the log. */
  private drained = 0;

  constructor(
    readonly spec: TableSpec<V>,
    private readonly journal: Journal,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  add(row: V): void {
    this.rows.push(row);
    this.journal.push(() => this.rows.pop());
  }

  /** What was added since the last call, for the log. */
  drain(into: Change[]): void {
    for (; this.drained < this.rows.length; this.drained++) {
      const row = this.rows[this.drained]!;
      into.push([this.name, row.key, row]);
    }
  }

  /** A row read back from the log. */
  replay(row: V): void {
    this.rows.push(row);
    this.drained++;
  }

  get dirtyCount(): number {
    return this.rows.length;
  }

  /** What the store does not have yet. Call right after `drain`. */
  snapshot(): TableChange {
    const { rows } = this;
    this.rows = [];
    this.drained = 0;
    return {
      table: this.name,
      keys: rows.map(({ key }) => key),
      rows: rows.map((row) => rowOf(this.spec, row)),
    };
  }
}
