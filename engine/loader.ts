// Brings rows that a command needs from the store into memory. Requests that come together go together.
import type { Definitions } from './definitions.ts';
import type { State } from './state/state.ts';
import type { Store } from './state/store.ts';
import type { LoadRequest } from './state/table.ts';

/** More rows for one index value than a command can deal with. */
const MAX_ROWS = 100_000;
const CHUNK = 1_000;

export class Loader {
  private readonly waiting = new Map<string, { keys: Set<number>; done: Promise<void> }>();

  constructor(
    private readonly store: Store,
    private readonly state: State,
    private readonly definitions: Definitions,
  ) {}

  async load(request: LoadRequest): Promise<void> {
    switch (request.kind) {
      case 'instances':
        return this.together('instances', request.keys);
      case 'keys':
        return this.together(request.table, request.keys);
      case 'element':
        return this.element(request.key);
      case 'columns':
        return this.columns(request);
      case 'body': {
        const body = await this.store.body(request.key);
        if (body === undefined) throw new Error(`resource ${request.key} has no body`);
        this.definitions.loadedBody(request.key, body);
      }
    }
  }

  /** One query for all keys asked for in this turn. */
  private together(table: string, keys: readonly number[]): Promise<void> {
    let batch = this.waiting.get(table);
    if (batch === undefined) {
      const wanted = new Set<number>();
      const done = Promise.resolve().then(() => {
        this.waiting.delete(table);
        return this.fetch(table, [...wanted]);
      });
      batch = { keys: wanted, done };
      this.waiting.set(table, batch);
    }
    for (const key of keys) batch.keys.add(key);
    return batch.done;
  }

  private async fetch(table: string, keys: number[]): Promise<void> {
    for (let i = 0; i < keys.length; i += CHUNK) {
      const chunk = keys.slice(i, i + CHUNK);
      const { evictions } = this.state;
      const found = new Map((await this.store.byKeys(table, chunk)).map(({ key, data }) => [key, data]));
      if (evictions !== this.state.evictions) continue;
      for (const key of chunk) this.put(table, key, found.get(key) ?? null);
    }
  }

  private put(table: string, key: number, data: string | null): void {
    if (table === 'instances') this.state.instances.loaded(key, data);
    else this.state.table(table).loaded(key, data === null ? null : (JSON.parse(data) as { key: number }));
  }

  private async element(key: number): Promise<void> {
    const { evictions } = this.state;
    const [row] = await this.store.byKeys('elements', [key]);
    if (evictions !== this.state.evictions) return;
    if (row === undefined) return this.state.instances.missed(key);
    const pi = Number(row.data);
    if (this.state.instances.missing([pi]).length > 0) await this.fetch('instances', [pi]);
    const loaded = this.state.instances.missing([pi]).length === 0;
    if (loaded && this.state.instances.element(key) === undefined) this.state.instances.missed(key);
  }

  private async columns(request: Extract<LoadRequest, { kind: 'columns' }>): Promise<void> {
    const { evictions } = this.state;
    const rows = await this.store.byColumns(request.table, request.where, MAX_ROWS);
    if (evictions !== this.state.evictions) return;
    for (const { key, data } of rows) this.put(request.table, key, data);
    this.state.table(request.table).complete(request.index, request.id);
  }
}
