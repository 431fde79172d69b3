// The store in PostgreSQL. One connection holds the single writer's lock and appends to the log; others write
// checkpoints and read.
import { migrate, openDatabase, writable } from '@congvan/storage';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { migrations, schema } from './migrations.ts';
import { pack, unpack } from './packedLog.ts';
import type { Checkpoint, Loaded, LogBatch, Recovery, Store, TableChange, TableSpec } from './store.ts';
import { documents, numbers } from './textArrays.ts';
import { writeHistory } from './writeHistory.ts';

/** Any number that only the engine uses. */
const LOCK = 0x7a656562;
const LOCK_TRIES = 50;
/** Longer texts are looked up by their beginning; what is found is compared in full in memory. */
const MAX_TEXT = 300;
/**
 * A table is vacuumed once so many of its rows are gone. Autovacuum looks once a minute: until then a table that is
 * filled and emptied every second grows, and Linux later writes all of it at once while commits wait (a tenth of a
 * second and more).
 */
const GONE_ROWS = 500;

interface Writer {
  db: Kysely<unknown>;
  append: (batch: LogBatch) => Promise<void>;
  release: () => void;
  done: Promise<void>;
}

/** Another engine already writes to this database. */
export class EngineRunningError extends Error {
  readonly code = 'ENGINE_RUNNING';
  readonly messageVi = 'Một bộ máy quy trình khác đang dùng cơ sở dữ liệu này.';
  constructor() {
    super('Another engine is writing to this database');
  }
}

/** The tables have moved on without this engine: a checkpoint of before, cut off from it, was committed late. */
export class CheckpointOvertakenError extends Error {
  readonly code = 'CHECKPOINT_OVERTAKEN';
  constructor(known: number, found: number) {
    super(`The tables stand at position ${found} of the log, not at ${known}`);
  }
}

export class PostgresStore implements Store {
  private readonly db: Kysely<unknown>;
  /** For checkpoints: commits go first. */
  private readonly background: Kysely<unknown>;
  private writer: Writer | undefined;
  private specs = new Map<string, TableSpec<never>>();
  /** Of the last checkpoint that this engine knows of. */
  private position = 0;
  /** Rows of each table deleted since it was vacuumed. */
  private readonly gone = new Map<string, number>();

  constructor(private readonly url: string) {
    this.db = openDatabase(url, { max: 3 });
    this.background = openDatabase(url, { max: 1, background: true });
  }

  async recover(specs: TableSpec<never>[]): Promise<Recovery> {
    this.specs = new Map(specs.map((spec) => [spec.name, spec]));
    await this.letGo();
    await migrate(this.db, { schema, migrations });
    this.writer = await this.becomeWriter();
    const { position, counter, log } = await this.db.transaction().execute(readLog);
    this.position = position;
    const counts: Record<string, number> = {};
    for (const { name } of specs) {
      const found = await sql<{ some: boolean }>`
        select exists (select from ${table(name)}) as some`.execute(this.db);
      counts[name] = found.rows[0]!.some ? 1 : 0;
    }
    return { counter, position, log, counts };
  }

  /** Takes the lock on a connection of its own and keeps it; the lock goes with the connection. */
  private async becomeWriter(): Promise<Writer> {
    const db = openDatabase(this.url, { max: 1 });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    return new Promise<Writer>((resolve, reject) => {
      const done = db
        .connection()
        .execute(async (connection) => {
          await lock(connection);
          const append = async ({ position, data }: LogBatch) => {
            const packed = await pack(data);
            await sql`insert into engine.log (position, data) values (${position}, ${packed})`.execute(
              connection,
            );
          };
          resolve({ db, append, release, done });
          await released;
          await sql`select pg_advisory_unlock(${LOCK})`.execute(connection).catch(() => undefined);
        })
        .finally(() => db.destroy());
      done.catch(reject);
    });
  }

  async append(batch: LogBatch): Promise<void> {
    await this.writer!.append(batch);
  }

  async checkpoint(checkpoint: Checkpoint): Promise<void> {
    await this.background.transaction().execute(async (trx) => {
      const { position } = await lockMeta(trx);
      if (position !== this.position) throw new CheckpointOvertakenError(this.position, position);
      for (const change of checkpoint.tables) await this.write(trx, change);
      await writeHistory(trx, checkpoint.history);
      for (const { key, body } of checkpoint.bodies) {
        await sql`insert into engine.bodies values (${key}, ${writable(body)}) on conflict do nothing`.execute(
          trx,
        );
      }
      await sql`update engine.meta set position = ${checkpoint.position}, counter = ${checkpoint.counter}`.execute(
        trx,
      );
      const { numAffectedRows } =
        await sql`delete from engine.log where position <= ${checkpoint.position}`.execute(trx);
      this.countGone('log', Number(numAffectedRows));
    });
    this.position = checkpoint.position;
    await this.vacuum();
  }

  private countGone(name: string, rows: number): void {
    this.gone.set(name, (this.gone.get(name) ?? 0) + rows);
  }

  /** Makes the room of deleted rows free for the next ones. */
  private async vacuum(): Promise<void> {
    const names = [...this.gone].filter(([, rows]) => rows >= GONE_ROWS).map(([name]) => name);
    if (names.length === 0) return;
    for (const name of names) this.gone.delete(name);
    await sql`vacuum (truncate false, skip_locked) ${sql.join(names.map(table))}`.execute(this.background);
  }

  private async write(trx: Kysely<unknown>, { table: name, keys, rows }: TableChange): Promise<void> {
    const spec = this.specs.get(name)!;
    const gone: number[] = [];
    const kept: number[] = [];
    const data: string[] = [];
    const columns: (number | string | null)[][] = spec.columns.map(() => []);
    keys.forEach((key, i) => {
      const row = rows[i];
      if (!row) {
        gone.push(key);
        return;
      }
      kept.push(key);
      data.push(row.data);
      row.columns.forEach((value, c) => {
        columns[c]!.push(typeof value === 'string' ? text(value) : value);
      });
    });
    if (gone.length > 0) {
      await sql`delete from ${table(name)} where key = any(${gone}::bigint[])`.execute(trx);
      this.countGone(name, gone.length);
    }
    if (kept.length === 0) return;
    const names = ['key', ...spec.columns.map((column) => column.name), 'data'].map((n) => sql.ref(n));
    const values: RawBuilder<unknown>[] = [
      numbers(kept),
      ...spec.columns.map((column, c) =>
        column.type === 'text' ? sql`${columns[c]}::text[]` : numbers(columns[c]!, column.type),
      ),
      documents(data),
    ];
    const updates = names.slice(1).map((n) => sql`${n} = excluded.${n}`);
    await sql`insert into ${table(name)} (${sql.join(names)}) select * from unnest(${sql.join(values)})
      on conflict (key) do update set ${sql.join(updates)}`.execute(trx);
  }

  async byKeys(name: string, keys: number[]): Promise<Loaded[]> {
    return loaded(
      await sql<Row>`select key, data from ${table(name)} where key = any(${keys}::bigint[])`.execute(
        this.db,
      ),
    );
  }

  async byColumns(
    name: string,
    where: Record<string, string | number>,
    limit: number,
    afterKey = 0,
  ): Promise<Loaded[]> {
    const tests = Object.entries(where).map(
      ([column, value]) => sql`${sql.ref(column)} = ${typeof value === 'string' ? text(value) : value}`,
    );
    return loaded(
      await sql<Row>`select key, data from ${table(name)}
        where ${sql.join(tests, sql` and `)} and key > ${afterKey} order by key limit ${limit}`.execute(
        this.db,
      ),
    );
  }

  async dueBetween(
    name: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<{ key: number; due: number }[]> {
    const found = await sql<{ key: string; due: string }>`select key, due from ${table(name)}
      where due >= ${from} and due < ${to} order by due, key limit ${limit}`.execute(this.db);
    return found.rows.map(({ key, due }) => ({ key: Number(key), due: Number(due) }));
  }

  async all(name: string): Promise<Loaded[]> {
    return loaded(await sql<Row>`select key, data from ${table(name)} order by key`.execute(this.db));
  }

  async body(key: number): Promise<string | undefined> {
    const found = await sql<{ body: string }>`select body from engine.bodies where key = ${key}`.execute(
      this.db,
    );
    return found.rows[0]?.body;
  }

  async close(): Promise<void> {
    await this.letGo();
    await Promise.all([this.db.destroy(), this.background.destroy()]);
  }

  private async letGo(): Promise<void> {
    this.writer?.release();
    await this.writer?.done.catch(() => undefined);
    this.writer = undefined;
  }
}

interface Row {
  key: string;
  data: string;
}

function loaded({ rows }: { rows: Row[] }): Loaded[] {
  return rows.map(({ key, data }) => ({ key: Number(key), data }));
}

/** Where the tables stand. Until the transaction ends no other checkpoint begins or ends. */
async function lockMeta(trx: Kysely<unknown>): Promise<{ position: number; counter: number }> {
  const { rows } = await sql<{ position: string; counter: string }>`
    select position, counter from engine.meta for update`.execute(trx);
  return { position: Number(rows[0]!.position), counter: Number(rows[0]!.counter) };
}

async function readLog(trx: Kysely<unknown>): Promise<Omit<Recovery, 'counts'>> {
  const meta = await lockMeta(trx);
  const { rows } = await sql<{ position: string; data: Buffer }>`
    select position, data from engine.log where position > ${meta.position} order by position`.execute(trx);
  const log = rows.map(({ position, data }) => ({ position: Number(position), data: unpack(data) }));
  return { ...meta, log };
}

function table(name: string): RawBuilder<unknown> {
  return sql.table(`engine.${name}`);
}

function text(value: string): string {
  return writable(value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value);
}

async function lock(connection: Kysely<unknown>): Promise<void> {
  // The server may take a moment to notice that a killed engine's connection is gone.
  for (let i = 0; i < LOCK_TRIES; i++) {
    const got = await sql<{ got: boolean }>`select pg_try_advisory_lock(${LOCK}) as got`.execute(connection);
    if (got.rows[0]!.got) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new EngineRunningError();
}
