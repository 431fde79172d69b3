// The element instances and variables of process instances: they lie in the rows of their instances, running or ended,
// which are read one by one.
import { type Kysely, sql } from 'kysely';
import type { Incident } from '../../state/rows.ts';
import type { Definitions } from '../definitions.ts';
import type { Variable } from '../masking.ts';
import { named, type WalkedElement, walk } from '../path.ts';
import { ended, running } from '../stored.ts';

export interface FoundElement extends Omit<WalkedElement, 'state'> {
  instance: number;
  definition: number;
  state: 'ACTIVE' | 'COMPLETED' | 'TERMINATED';
  /** Key of the open incident; 0: none. */
  incident: number;
  /** Known while it is active; 0: not. */
  scope: number;
}
export interface FoundVariable extends Variable {
  instance: number;
}

/** Instances, begun before an element was entered, that are looked through for it once it has been left. */
const MAX_LOOKED_THROUGH = 1_000;

/** The process instance of an element instance, or of a process instance itself. One that has been left is looked for
 * in the paths of those begun last before it: keys ascend with time. */
export async function instanceOf(db: Kysely<unknown>, element: number): Promise<number | undefined> {
  const { rows } = await sql<{ pi: string }>`
    select key::text as pi from engine.instances where key = ${element}
    union all select key::text from engine.history where key = ${element}
    union all select data from engine.elements where key = ${element} limit 1`.execute(db);
  const found = rows[0] ?? (await leftBehind(db, element));
  return found && Number(found.pi);
}

async function leftBehind(db: Kysely<unknown>, element: number): Promise<{ pi: string } | undefined> {
  const before = (table: 'instances' | 'history') =>
    sql`(select key, data from ${sql.table(`engine.${table}`)} where key < ${element}
      order by key desc limit ${MAX_LOOKED_THROUGH})`;
  const { rows } = await sql<{ pi: string }>`
    select key::text as pi from (${before('instances')} union all ${before('history')}) recent
    where position(${`,${element},`} in data) > 0 order by key desc limit 1`.execute(db);
  return rows[0];
}

/** The elements of an instance, without the process itself. */
export async function elementsOf(
  db: Kysely<unknown>,
  definitions: Definitions,
  instance: number,
): Promise<FoundElement[]> {
  const open = await running(db, instance);
  const over = open === undefined ? await ended(db, instance) : undefined;
  const stored = open ?? over;
  if (stored === undefined) return [];
  const { definition } = stored;
  const graph = await definitions.graph(definition);
  const incidents = open ? await incidentsOf(db, instance) : new Map<number, number>();
  const scopes = new Map(open?.elements.map(({ key, scope }) => [key, scope]));
  const active = (open?.elements ?? []).map(
    (el): WalkedElement => ({
      ...named(graph, el.node),
      key: el.key,
      state: 'ACTIVE',
      enteredAt: el.since,
      leftAt: null,
    }),
  );
  const walked = walk(graph, stored.path, active).path.filter(({ key }) => key !== instance);
  return walked.map((element) => ({
    ...element,
    instance,
    definition,
    state: element.state === 'INCIDENT' ? 'ACTIVE' : element.state,
    incident: incidents.get(element.key) ?? 0,
    scope: scopes.get(element.key) ?? 0,
  }));
}

async function incidentsOf(db: Kysely<unknown>, instance: number): Promise<Map<number, number>> {
  const { rows } = await sql<{
    data: string;
  }>`select data from engine.incidents where pi = ${instance}`.execute(db);
  return new Map(
    rows.map(({ data }) => {
      const { el, key } = JSON.parse(data) as Incident;
      return [el, key];
    }),
  );
}

/** Of an ended instance those that it ended with. */
export async function variablesOf(db: Kysely<unknown>, instance: number): Promise<FoundVariable[]> {
  const stored = (await running(db, instance)) ?? (await ended(db, instance));
  return (stored?.variables ?? []).map((variable) => ({ ...variable, instance }));
}
