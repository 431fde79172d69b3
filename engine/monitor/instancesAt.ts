// The instances at one element of a definition: those there now, held there by an incident, or ended that have left it.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { COUNTED, type Definitions } from './definitions.ts';
import { findInstances, type InstanceSummary } from './instances.ts';
import type { WalkedElement } from './path.ts';

export interface ElementFilter {
  definitionKey: number;
  elementId: string;
  /** Of the element, as the heat map counts it: COMPLETED and TERMINATED by instances that have ended. */
  state: WalkedElement['state'];
  /** `next` of the page before. */
  before?: number;
  /** At most 500; default 50. */
  limit?: number;
}

export interface InstancesAt {
  /** Newest first. */
  items: InstanceSummary[];
  /** Where to go on; null at the end. A page of ended ones may be short, for only `LOOKED` paths are read for it. */
  next: number | null;
}

/** So many of the ended instances are looked into for a page: a step that few have passed must not have a past of a
 * million read at once. */
export const LOOKED = 10_000;
const MAX_PAGE = 500;

/** @returns undefined when there is no such element */
export async function instancesAt(
  db: Kysely<unknown>,
  definitions: Definitions,
  filter: ElementFilter,
): Promise<InstancesAt | undefined> {
  const { definitionKey: definition, elementId, state, before = Number.MAX_SAFE_INTEGER } = filter;
  const node = (await definitions.graph(definition))?.byId.get(elementId)?.index;
  if (node === undefined) return undefined;
  const limit = Math.min(Math.max(1, filter.limit ?? 50), MAX_PAGE);
  const range = { definition, before, limit };
  const query = {
    ACTIVE: () => there({ ...range, node }),
    INCIDENT: () => heldThere({ ...range, elementId }),
    COMPLETED: () => left({ ...range, node }, 0),
    TERMINATED: () => left({ ...range, node }, 1),
  }[state];
  const { rows } = await sql<{ keys: string[]; reached: string | null }>`${query()}`.execute(db);
  const { keys, reached } = rows[0]!;
  const last = keys.length === limit ? keys.at(-1)! : reached;
  return {
    items: await findInstances(db, definitions, keys.map(Number)),
    next: last === null ? null : Number(last),
  };
}

interface Range {
  definition: number;
  before: number;
  limit: number;
}

/** Element instances at rest hold the key of their process instance. */
export function there({ definition, node, before, limit }: Range & { node: number }): RawBuilder<unknown> {
  return page(sql`select distinct data::bigint as key
    from (select data from engine.elements where definition = ${definition} and node = ${node} limit ${COUNTED}) found
    where data::bigint < ${before} order by key desc limit ${limit}`);
}

export function heldThere({ definition, elementId, before, limit }: Range & { elementId: string }) {
  return page(sql`select distinct pi as key
    from (select pi, data from engine.incidents where definition = ${definition} limit ${COUNTED}) found
    where pi < ${before} and data::json ->> 'elementId' = ${elementId} order by key desc limit ${limit}`);
}

/** @param outcome of the element, as a path has it: 0 completed, 1 terminated */
export function left(range: Range & { node: number }, outcome: 0 | 1): RawBuilder<unknown> {
  const { definition, node, before, limit } = range;
  const ended = (state: 'COMPLETED' | 'CANCELED') => sql`(select key, data from engine.history
    where (definition, state, key) >= (${definition}, ${state}, 0)
      and (definition, state, key) < (${definition}, ${state}, ${before})
    order by definition desc, state desc, key desc limit ${LOOKED})`;
  // The text is searched first, which is quick; what is found there may stand in a variable as well.
  return sql`with looked as materialized (
      select key, data from (${ended('COMPLETED')} union all ${ended('CANCELED')}) found
      order by key desc limit ${LOOKED}
    ), passed as (
      select key from looked where data like ${`%[0,${node},%`} and exists (
        select from json_array_elements(data::json -> 'path') as entry
        where entry ->> 0 = '0' and entry ->> 1 = ${String(node)} and coalesce(entry ->> 5, '0') = ${String(outcome)}
      ) order by key desc limit ${limit}
    )
    select ${keysOf('passed')} as keys,
      (select min(key) from looked having count(*) = ${LOOKED})::text as reached`;
}

const page = (keys: RawBuilder<unknown>) =>
  sql`with found as (${keys}) select ${keysOf('found')} as keys, null as reached`;

const keysOf = (table: 'found' | 'passed') =>
  sql`(select coalesce(array_agg(key::text order by key desc), '{}') from ${sql.table(table)})`;
