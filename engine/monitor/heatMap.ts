// How much goes through each element of a definition.
import { type Kysely, sql } from 'kysely';
import type { Definitions } from './definitions.ts';

export interface HeatMapEntry {
  elementId: string;
  /** Instances there now. */
  active: number;
  /** Of these, held by an incident of the element itself. */
  incidents: number;
  /** By instances that have ended. */
  completed: number;
  terminated: number;
}

export async function heatMap(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
): Promise<HeatMapEntry[]> {
  const graph = await definitions.graph(key);
  const { rows } = await sql<{
    node: number;
    active: string;
    incidents: string;
    completed: string;
    terminated: string;
  }>`select coalesce(e.node, p.node) as node, coalesce(e.active, 0) as active,
      coalesce(e.incidents, 0) as incidents, coalesce(p.completed, 0) as completed,
      coalesce(p.terminated, 0) as terminated
    from (select node, count(*) as active, count(incident) as incidents
      from engine.elements where definition = ${key} group by node) e
    full join (select * from engine.passages where definition = ${key}) p on p.node = e.node
    order by 1`.execute(db);
  return rows.map((row) => ({
    elementId: graph?.nodes[row.node]?.id ?? '',
    active: Number(row.active),
    incidents: Number(row.incidents),
    completed: Number(row.completed),
    terminated: Number(row.terminated),
  }));
}
