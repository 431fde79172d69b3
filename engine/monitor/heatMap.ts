// How much goes through each element of a definition.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { COUNTED, type Definitions } from './definitions.ts';

export interface HeatMapEntry {
  elementId: string;
  /** Instances of the element there now; counted up to `COUNTED` in all. */
  active: number;
  /** Open incidents of it, its jobs' among them. */
  incidents: number;
  /** By process instances that have ended since the first day, also those whose history is gone. */
  completed: number;
  terminated: number;
}

export async function heatMap(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
): Promise<HeatMapEntry[]> {
  const graph = await definitions.graph(key);
  const { rows } = await sql<{ node: number; active: string; completed: string; terminated: string }>`
    ${passing(key)}`.execute(db);
  const held = await sql<{ element: string; incidents: string }>`${holding(key)}`.execute(db);
  const incidents = new Map(held.rows.map(({ element, incidents }) => [element, Number(incidents)]));
  return rows.map((row) => {
    const elementId = graph?.nodes[row.node]?.id ?? '';
    return {
      elementId,
      active: Number(row.active),
      incidents: incidents.get(elementId) ?? 0,
      completed: Number(row.completed),
      terminated: Number(row.terminated),
    };
  });
}

/** Elements that are active or have been passed. */
export function passing(definition: number): RawBuilder<unknown> {
  return sql`select coalesce(e.node, p.node) as node, coalesce(e.active, 0) as active,
      coalesce(p.completed, 0) as completed, coalesce(p.terminated, 0) as terminated
    from (select node, count(*) as active
      from (select node from engine.elements where definition = ${definition} limit ${COUNTED}) found
      group by node) e
    full join (select * from engine.passages where definition = ${definition}) p on p.node = e.node
    order by 1`;
}

export function holding(definition: number): RawBuilder<unknown> {
  return sql`select data::json ->> 'elementId' as element, count(*) as incidents
    from (select data from engine.incidents where definition = ${definition} limit ${COUNTED}) found
    group by 1`;
}
