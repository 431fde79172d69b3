// What durable storage offers the state: an append-only log that makes commands durable, and tables that are
// brought up to the log from time to time (a checkpoint), from which rows at rest are read back.

import type { VariableContext } from '../expression/expression.ts';

/** `[0, node, key, began, ended, outcome]` for an element that ended (outcome 0 completed, 1 terminated),
 * `[1, flow, time]` for a sequence flow taken. */
export type PathEntry = number[];

/** `[table, key, row]`, row null for a deleted one. Instance parts are `['element', pi, key, row]`,
 * `['variable', pi, scope, name, json]`, `['path', pi, entries]`, `['instance', pi, null]`. */
export type Change = unknown[];

export interface LogBatch {
  position: number;
  /** JSON: { counter, changes } */
  data: string;
}

export interface ColumnSpec<V> {
  name: string;
  type: 'bigint' | 'text' | 'integer';
  of: (row: V) => number | string | null;
}

export interface TableSpec<V> {
  name: string;
  columns: ColumnSpec<V>[];
  /** Column sets looked up together; each gets an index. `when` makes it a partial one (SQL). */
  indexes: { columns: string[]; when?: string }[];
}

/** `columns` in the order of the spec, `data` JSON. */
export interface StoredRow {
  columns: (number | string | null)[];
  data: string;
}

export interface TableChange {
  table: string;
  keys: number[];
  /** null: deleted. */
  rows: (StoredRow | null)[];
}

export const rowOf = <V>({ columns }: TableSpec<V>, row: V): StoredRow => ({
  columns: columns.map((column) => column.of(row)),
  data: JSON.stringify(row),
});

export interface Checkpoint {
  position: number;
  counter: number;
  tables: TableChange[];
  /** Finished instances. */
  history: HistoryRow[];
  /** Resource bodies by resource key. */
  bodies: { key: number; body: string }[];
}

export interface HistoryRow {
  key: number;
  definition: number;
  state: 'COMPLETED' | 'CANCELED';
  started: number;
  ended: number;
  parent: number;
  tenant: string;
  path: PathEntry[];
  variables: VariableContext;
  /** Call activity instance that started it. */
  parentElement?: number;
  tags?: string[];
}

export interface Loaded {
  key: number;
  data: string;
}

export interface Recovery {
  /** Counter of keys as of the checkpoint. */
  counter: number;
  position: number;
  /** Batches after the checkpoint, oldest first. */
  log: LogBatch[];
  /** Rows in each table. */
  counts: Record<string, number>;
}

export interface Store {
  /** Takes the single writer's place and says where things stand.
   * @param lost called when the place is lost though nothing was asked
   * @throws EngineFencedError when another engine has had the place since this one took it */
  recover(specs: TableSpec<never>[], lost: (why: unknown) => void): Promise<Recovery>;
  /** Durable when it resolves. Called one at a time, in order of position. */
  append(batch: LogBatch): Promise<void>;
  /** Resolves when it is certain that the place was still this engine's after the call: what its memory says then is
   * not overtaken. */
  confirm(): Promise<void>;
  /** Brings tables up to `position` and trims the log, in one transaction. One at a time. */
  checkpoint(checkpoint: Checkpoint): Promise<void>;
  byKeys(table: string, keys: number[]): Promise<Loaded[]>;
  /** Rows where the columns equal the values, ordered by key. */
  byColumns(
    table: string,
    where: Record<string, string | number>,
    limit: number,
    afterKey?: number,
  ): Promise<Loaded[]>;
  /** Keys with `from <= due < to`, ordered by due: `limit` of them, and all that fall due with the last of these. */
  dueBetween(table: string, from: number, to: number, limit: number): Promise<{ key: number; due: number }[]>;
  /** All rows of a small table. */
  all(table: string): Promise<Loaded[]>;
  body(key: number): Promise<string | undefined>;
  close(): Promise<void>;
}
