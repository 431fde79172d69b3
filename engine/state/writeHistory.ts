// Finished instances, and the counts that stay when their history goes.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { HistoryRow } from './store.ts';
import { documents, numbers } from './textArrays.ts';

/** A statement of so many rows at the most: between two of them other work has its turn. */
const HISTORY_ROWS = 100;
/** Rest between two of them, in which commits have the disk, and all rests together at the most; ms. */
const [REST, RESTS] = [25, 400];

export async function writeHistory(trx: Kysely<unknown>, rows: HistoryRow[]): Promise<void> {
  const rest = Math.min(REST, (RESTS * HISTORY_ROWS) / rows.length);
  for (let at = 0; at < rows.length; at += HISTORY_ROWS) {
    if (at > 0) await sleep(rest);
    const part = rows.slice(at, at + HISTORY_ROWS);
    const of = <K extends keyof HistoryRow>(name: K) => part.map((row) => row[name]);
    const data = part.map(({ path, variables, parentElement, tags }) =>
      JSON.stringify({ path, variables, parentElement, tags }),
    );
    await sql`insert into engine.history (key, definition, state, started, ended, parent, tenant, data)
      select * from unnest(${numbers(of('key'))}, ${numbers(of('definition'))}, ${of('state')}::text[],
        ${numbers(of('started'))}, ${numbers(of('ended'))}, ${numbers(of('parent'))}, ${of('tenant')}::text[],
        ${documents(data)})
      on conflict do nothing`.execute(trx);
  }
  if (rows.length > 0) await count(trx, rows);
}

/** Adds to how often nodes were left and instances ended. */
async function count(trx: Kysely<unknown>, rows: HistoryRow[]): Promise<void> {
  const passages = new Map<
    string,
    [definition: number, node: number, completed: number, terminated: number]
  >();
  const endings = new Map<number, [completed: number, canceled: number]>();
  for (const { definition, state, path } of rows) {
    const ending = endings.get(definition) ?? [0, 0];
    ending[state === 'COMPLETED' ? 0 : 1]++;
    endings.set(definition, ending);
    for (const entry of path) {
      if (entry[0] !== 0) continue;
      const name = `${definition}:${entry[1]}`;
      const passage = passages.get(name) ?? [definition, entry[1]!, 0, 0];
      passage[entry[5] === 1 ? 3 : 2]++;
      passages.set(name, passage);
    }
  }
  const p = [...passages.values()];
  await sql`insert into engine.passages as old
    select * from unnest(${p.map((r) => r[0])}::bigint[], ${p.map((r) => r[1])}::integer[],
      ${p.map((r) => r[2])}::bigint[], ${p.map((r) => r[3])}::bigint[])
    on conflict (definition, node) do update
    set completed = old.completed + excluded.completed, terminated = old.terminated + excluded.terminated`.execute(
    trx,
  );
  const e = [...endings];
  await sql`insert into engine.endings as old
    select * from unnest(${e.map(([key]) => key)}::bigint[], ${e.map(([, r]) => r[0])}::bigint[],
      ${e.map(([, r]) => r[1])}::bigint[])
    on conflict (definition) do update
    set completed = old.completed + excluded.completed, canceled = old.canceled + excluded.canceled`.execute(
    trx,
  );
}
