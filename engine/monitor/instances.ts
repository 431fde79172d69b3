// Lists of instances, running and ended, newest first: keys ascend with time, so that a page is read from an index
// from the last key of the page before, however long the list is.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Definitions } from './definitions.ts';
import { firstKeyAt } from './firstKeyAt.ts';
import { heldCallers, isHeld, ownIncident } from './held.ts';

/** INCIDENT: it runs, and is held by an incident of its own or of an instance that it called. */
export type InstanceState = 'ACTIVE' | 'INCIDENT' | 'COMPLETED' | 'CANCELED';

export interface InstanceFilter {
  /** Default: of every definition. */
  definitionKeys?: readonly number[];
  /** ACTIVE: with and without incidents. Default: every state. */
  state?: InstanceState;
  /** Started at or after, started before; ms since the epoch. */
  startedFrom?: number;
  startedBefore?: number;
  /** Only keys below this one. */
  before?: number;
  /** At most 500; default 50. */
  limit?: number;
}

export interface InstanceSummary {
  key: number;
  definitionKey: number;
  bpmnProcessId: string;
  version: number;
  state: InstanceState;
  parentKey: number;
  /** ms since the epoch */
  startedAt: number;
  endedAt: number | null;
}

const MAX_PAGE = 500;

interface Row {
  key: string;
  definition: string;
  parent: string;
  started: string;
  ended: string | null;
  state: InstanceState;
}

export async function listInstances(
  db: Kysely<unknown>,
  definitions: Definitions,
  filter: InstanceFilter,
): Promise<InstanceSummary[]> {
  const { definitionKeys = await definitions.processKeys(), startedFrom, startedBefore, state } = filter;
  const { before = Number.MAX_SAFE_INTEGER, limit = 50 } = filter;
  const bound = async (time: number | undefined, otherwise: number) =>
    time === undefined ? otherwise : firstKeyAt(db, time);
  const range = {
    from: await bound(startedFrom, 0),
    to: Math.min(before, await bound(startedBefore, before)),
    limit: Math.min(Math.max(1, limit), MAX_PAGE),
  };
  const { rows } = await sql<Row>`${instancePage(definitionKeys, state, range)}`.execute(db);
  return summaries(definitions, rows);
}

/** Of these instances those that there are, newest first. */
export async function findInstances(
  db: Kysely<unknown>,
  definitions: Definitions,
  keys: readonly number[],
): Promise<InstanceSummary[]> {
  const found = keys.slice(0, MAX_PAGE);
  const { rows } = await sql<Row>`${details(sql`select unnest(${found}::bigint[]) as key`)}`.execute(db);
  return summaries(definitions, rows);
}

/** Instances that an instance called, those that are held by an incident first; at most 500. */
export async function calledBy(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
): Promise<InstanceSummary[]> {
  const { rows } = await sql<Row>`${details(sql`select key from (
      select key, ${isHeld(sql.ref('c.key'))} as held from engine.instances c where parent = ${key} and parent > 0
      union all select key, false from engine.history where parent = ${key} and parent > 0) called
    order by held desc, key limit ${MAX_PAGE}`)}`.execute(db);
  const held = (row: Row) => (row.state === 'INCIDENT' ? 0 : 1);
  return summaries(
    definitions,
    rows.reverse().sort((a, b) => held(a) - held(b)),
  );
}

/** A page of the instances of these definitions with `from <= key < to`, as one statement. */
export function instancePage(
  definitionKeys: readonly number[],
  state: InstanceState | undefined,
  { from, to, limit }: { from: number; to: number; limit: number },
): RawBuilder<unknown> {
  // Rows are compared as a whole and ordered by it, so that the planner cannot take the primary key's order for theirs
  // and pass over every other definition in search of one that has few.
  const running = sql`(select key from engine.instances
    where (definition, key) >= (d.definition, ${from}) and (definition, key) < (d.definition, ${to})
    order by definition desc, key desc limit ${limit})`;
  const held = sql`(select pi as key from engine.incidents
    where (definition, pi) >= (d.definition, ${from}) and (definition, pi) < (d.definition, ${to})
    group by definition, pi order by definition desc, pi desc limit ${limit})`;
  const waiting = sql`(select key from engine.instances i
    where key = any(array${heldCallers}) and definition = d.definition and key >= ${from} and key < ${to}
      and ${ownIncident(sql.ref('i.key'))} is null
    order by key desc limit ${limit})`;
  const over = (how: 'COMPLETED' | 'CANCELED') => sql`(select key from engine.history
    where (definition, state, key) >= (d.definition, ${how}, ${from})
      and (definition, state, key) < (d.definition, ${how}, ${to})
    order by definition desc, state desc, key desc limit ${limit})`;
  const parts = {
    ACTIVE: [running],
    INCIDENT: [held, waiting],
    COMPLETED: [over('COMPLETED')],
    CANCELED: [over('CANCELED')],
    every: [running, over('COMPLETED'), over('CANCELED')],
  }[state ?? 'every'];
  return details(sql`select k.key from unnest(${definitionKeys}::bigint[]) as d (definition)
    cross join lateral (${sql.join(parts, sql` union all `)}) k order by k.key desc limit ${limit}`);
}

/** What is shown of the instances whose keys a query gives. */
function details(keys: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`with chosen as materialized (${keys})
    select i.key, definition, parent, started, null as ended,
      case when ${isHeld(sql.ref('i.key'))} then 'INCIDENT' else 'ACTIVE' end as state
    from chosen join engine.instances i on i.key = chosen.key
    union all
    select h.key, definition, parent, started, ended, state
    from chosen join engine.history h on h.key = chosen.key
    order by key desc`;
}

async function summaries(definitions: Definitions, rows: Row[]): Promise<InstanceSummary[]> {
  const summaries: InstanceSummary[] = [];
  for (const row of rows) {
    const resource = await definitions.resource(Number(row.definition));
    summaries.push({
      key: Number(row.key),
      definitionKey: Number(row.definition),
      bpmnProcessId: resource?.id ?? '',
      version: resource?.version ?? 0,
      state: row.state,
      parentKey: Number(row.parent),
      startedAt: Number(row.started),
      endedAt: row.ended === null ? null : Number(row.ended),
    });
  }
  return summaries;
}
