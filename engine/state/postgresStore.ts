// The store in PostgreSQL. One connection has the single writer's place and appends to the log; others write
// checkpoints and read.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { migrate, openDatabase, writable } from '@congvan/storage';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { EngineFencedError, EngineRunningError } from '../errors.ts';
import { migrations, schema } from './migrations.ts';
import { unpack } from './packedLog.ts';
import type { Checkpoint, Loaded, LogBatch, Recovery, Store, TableChange, TableSpec } from './store.ts';
import { documents, numbers } from './textArrays.ts';
import { writeHistory } from './writeHistory.ts';
import { tablesName, Writer } from './writer.ts';

/** Longer texts are looked up by their beginning; what is found is compared in full in memory. */
const MAX_TEXT = 300;
/**
 * A table is vacuumed once so many of its rows are gone. Autovacuum looks once a minute: until then a table that is
 * filled and emptied every second grows, and Linux later writes all of it at once while commits wait (a tenth of a
 * second and more).
 */
const GONE_ROWS = 500;

export class PostgresStore implements Store {
  private readonly db: Kysely<unknown>;
  /** For checkpoints: commits go first. */
  private readonly background: Kysely<unknown>;
  private writer: Writer | undefined;
  private specs = new Map<string, TableSpec<never>>();
  /** How often this engine has read its state. */
  private readings = 0;
  /** Names the last of them, of which alone checkpoints are taken: `<id> <number>`. */
  private reading = '';
  /** Rows of each table deleted since it was vacuumed. */
  private readonly gone = new Map<string, number>();

  private readonly id = `${hostname().slice(0, 16)}:${process.pid}:${randomBytes(4).toString('hex')}`;

  constructor(private readonly url: string) {
    const name = tablesName(this.id);
    this.db = openDatabase(url, { max: 3, name });
    this.background = openDatabase(url, { max: 1, background: true, name });
  }

  async recover(specs: TableSpec<never>[], lost: (why: unknown) => void): Promise<Recovery> {
    this.specs = new Map(specs.map((spec) => [spec.name, spec]));
    await this.letGo();
    await this.takePlace(lost);
    await migrate(this.db, { schema, migrations });
    const reading = `${this.id} ${++this.readings}`;
    const recovery = await this.db.transaction().execute(async (trx) => {
      const meta = await lockMeta(trx);
      if (this.reading !== '' && !meta.reading.startsWith(this.id)) throw new EngineFencedError();
      await sql`update engine.meta set reading = ${reading}`.execute(trx);
      return { position: meta.position, counter: meta.counter, log: await readLog(trx, meta.position) };
    });
    this.reading = reading;
    const counts: Record<string, number> = {};
    for (const { name } of specs) {
      const found = await sql<{ some: boolean }>`
        select exists (select from ${table(name)}) as some`.execute(this.db);
      counts[name] = found.rows[0]!.some ? 1 : 0;
    }
    return { ...recovery, counts };
  }

  private async takePlace(lost: (why: unknown) => void): Promise<void> {
    try {
      this.writer = await Writer.take({ url: this.url, id: this.id, onLost: lost });
    } catch (error) {
      throw this.reading !== '' && error instanceof EngineRunningError ? new EngineFencedError() : error;
    }
  }

  append(batch: LogBatch): Promise<void> {
    return this.writer!.append(batch);
  }

  confirm(): Promise<void> {
    return this.writer!.confirm();
  }

  async checkpoint(checkpoint: Checkpoint): Promise<void> {
    await this.background.transaction().execute(async (trx) => {
      const { reading } = await lockMeta(trx);
      if (reading !== this.reading) throw new EngineFencedError();
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
      where due >= ${from} and due < ${to} order by due fetch first ${sql.lit(limit)} rows with ties`.execute(
      this.db,
    );
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
    await this.writer?.close();
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

interface Meta {
  /** Where the tables stand. */
  position: number;
  counter: number;
  /** Of the engine that read its state last. */
  reading: string;
}

/** Until the transaction ends no checkpoint and no other reading of the state begins or ends. */
async function lockMeta(trx: Kysely<unknown>): Promise<Meta> {
  const { rows } = await sql<{ position: string; counter: string; reading: string }>`
    select position, counter, reading from engine.meta for update`.execute(trx);
  const { position, counter, reading } = rows[0]!;
  return { position: Number(position), counter: Number(counter), reading };
}

async function readLog(trx: Kysely<unknown>, after: number): Promise<LogBatch[]> {
  const { rows } = await sql<{ position: string; data: Buffer }>`
    select position, data from engine.log where position > ${after} order by position`.execute(trx);
  return rows.map(({ position, data }) => ({ position: Number(position), data: unpack(data) }));
}

function table(name: string): RawBuilder<unknown> {
  return sql.table(`engine.${name}`);
}

function text(value: string): string {
  return writable(value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value);
}
