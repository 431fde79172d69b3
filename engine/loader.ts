// Brings rows that a command needs from the store into memory. Requests that come together go together.
import type { Definitions } from './definitions.ts';
import type { Instances } from './state/instances.ts';
import type { State } from './state/state.ts';
import type { Loaded, Store } from './state/store.ts';
import type { LoadRequest, Table } from './state/table.ts';

const CHUNK = 1_000;
/** Rows of one index value that are read at once. */
const PAGE = 10_000;

export class Loader {
  private readonly waiting = new Map<string, { keys: Set<number>; done: Promise<void> }>();

  constructor(
    private readonly store: Store,
    private readonly state: State,
    private readonly definitions: Definitions,
    private readonly page = PAGE,
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
    const rows = this.rows(table);
    for (let i = 0; i < keys.length; i += CHUNK) {
      const chunk = keys.slice(i, i + CHUNK);
      await rows.forgotten.during(async (stale) => {
        const found = new Map((await this.store.byKeys(table, chunk)).map(({ key, data }) => [key, data]));
        for (const key of chunk) if (!stale(key)) rows.loaded(key, found.get(key) ?? null);
      });
    }
  }

  private rows(table: string): Instances | Table<{ key: number }> {
    return table === 'instances' ? this.state.instances : this.state.table(table);
  }

  private async element(key: number): Promise<void> {
    const { instances } = this.state;
    const pi = await instances.forgotten.during(async (stale) => {
      const [row] = await this.store.byKeys('elements', [key]);
      if (row !== undefined) return Number(row.data);
      if (!stale(key)) instances.missed(key);
      return undefined;
    });
    if (pi === undefined) return;
    if (instances.missing([pi]).length > 0) await this.fetch('instances', [pi]);
    const loaded = instances.missing([pi]).length === 0;
    if (loaded && instances.element(key) === undefined) instances.missed(key);
  }

  private columns({ table, index, id, where }: Extract<LoadRequest, { kind: 'columns' }>): Promise<void> {
    const rows = this.state.table(table);
    return rows.whole(index, id, async () => {
      let page: Loaded[] = [];
      do {
        const after = page.at(-1)?.key;
        page = await rows.forgotten.during(async (stale) => {
          const read = await this.store.byColumns(table, where, this.page, after);
          for (const { key, data } of read) if (!stale(key)) rows.loaded(key, data);
          return read;
        });
      } while (page.length === this.page);
    });
  }
}
