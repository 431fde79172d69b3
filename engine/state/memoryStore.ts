// A store in memory, for the simulator and for tests of what needs no database: what was appended or
// checkpointed survives `crash`, the rest does not.
import type {
  Checkpoint,
  HistoryRow,
  Loaded,
  LogBatch,
  Recovery,
  Store,
  StoredRow,
  TableSpec,
} from './store.ts';

export class MemoryStore implements Store {
  private specs = new Map<string, TableSpec<never>>();
  private tables = new Map<string, Map<number, StoredRow>>();
  private log: LogBatch[] = [];
  private counter = 1;
  private position = 0;
  readonly history: HistoryRow[] = [];
  private readonly bodies = new Map<number, string>();
  /** Called before and after each write; throwing there is a crash. */
  onWrite: (when: 'before' | 'after', what: 'append' | 'checkpoint') => void = () => undefined;

  async recover(specs: TableSpec<never>[]): Promise<Recovery> {
    this.specs = new Map(specs.map((spec) => [spec.name, spec]));
    const counts: Record<string, number> = {};
    for (const [name, rows] of this.tables) counts[name] = rows.size;
    return { counter: this.counter, position: this.position, log: [...this.log], counts };
  }

  async append(batch: LogBatch): Promise<void> {
    this.onWrite('before', 'append');
    this.log.push(batch);
    this.onWrite('after', 'append');
  }

  async confirm(): Promise<void> {}

  async checkpoint(checkpoint: Checkpoint): Promise<void> {
    this.onWrite('before', 'checkpoint');
    for (const { table, keys, rows } of checkpoint.tables) {
      const stored = this.table(table);
      keys.forEach((key, i) => {
        const row = rows[i];
        if (row) stored.set(key, row);
        else stored.delete(key);
      });
    }
    this.history.push(...checkpoint.history);
    for (const { key, body } of checkpoint.bodies) this.bodies.set(key, body);
    this.counter = checkpoint.counter;
    this.position = checkpoint.position;
    this.log = this.log.filter((batch) => batch.position > checkpoint.position);
    this.onWrite('after', 'checkpoint');
  }

  private table(name: string): Map<number, StoredRow> {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Map();
      this.tables.set(name, table);
    }
    return table;
  }

  async byKeys(table: string, keys: number[]): Promise<Loaded[]> {
    const rows = this.table(table);
    return keys.flatMap((key) => (rows.has(key) ? [{ key, data: rows.get(key)!.data }] : []));
  }

  async byColumns(
    table: string,
    where: Record<string, string | number>,
    limit: number,
    afterKey = 0,
  ): Promise<Loaded[]> {
    const { columns } = this.specs.get(table)!;
    const tests = Object.entries(where).map(
      ([name, value]) => [columns.findIndex((column) => column.name === name), value] as const,
    );
    return [...this.table(table)]
      .filter(([key, row]) => key > afterKey && tests.every(([i, value]) => row.columns[i] === value))
      .sort(([a], [b]) => a - b)
      .slice(0, limit)
      .map(([key, { data }]) => ({ key, data }));
  }

  async dueBetween(
    table: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<{ key: number; due: number }[]> {
    const at = this.specs.get(table)!.columns.findIndex((column) => column.name === 'due');
    const found = [...this.table(table)]
      .map(([key, row]) => ({ key, due: row.columns[at] as number | null }))
      .filter(
        (row): row is { key: number; due: number } => row.due !== null && row.due >= from && row.due < to,
      )
      .sort((a, b) => a.due - b.due || a.key - b.key);
    return found.filter(({ due }, i) => i < limit || due === found[limit - 1]!.due);
  }

  async all(table: string): Promise<Loaded[]> {
    return this.rows(table);
  }

  /** What is in a table now. */
  rows(table: string): Loaded[] {
    return [...this.table(table)].map(([key, { data }]) => ({ key, data }));
  }

  async body(key: number): Promise<string | undefined> {
    return this.bodies.get(key);
  }

  async close(): Promise<void> {}
}
