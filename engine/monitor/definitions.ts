// Definitions as the read side knows them.
import { type Kysely, sql } from 'kysely';
import type { ExecutableProcess } from '../model/graph.ts';
import { parseProcesses } from '../model/parse.ts';
import type { Resource } from '../state/rows.ts';

export interface DefinitionInfo {
  key: number;
  bpmnProcessId: string;
  name: string;
  version: number;
  versionTag: string;
  resourceName: string;
  /** ms since the epoch */
  deployedAt: number;
  deleted: boolean;
  active: number;
  completed: number;
  canceled: number;
}

const MAX_GRAPHS = 200;

export class Definitions {
  private readonly graphs = new Map<number, ExecutableProcess>();
  private readonly resources = new Map<number, Resource>();

  constructor(private readonly db: Kysely<unknown>) {}

  async list(): Promise<DefinitionInfo[]> {
    const { rows } = await sql<{ data: string; active: string; completed: string; canceled: string }>`
      select r.data, coalesce(a.active, 0) as active, coalesce(e.completed, 0) as completed,
        coalesce(e.canceled, 0) as canceled
      from engine.resources r
      left join (select definition, count(*) as active from engine.instances group by definition) a
        on a.definition = r.key
      left join engine.endings e on e.definition = r.key
      order by r.key desc`.execute(this.db);
    return rows.flatMap(({ data, active, completed, canceled }) => {
      const r = JSON.parse(data) as Resource;
      if (r.kind !== 'process') return [];
      return [
        {
          key: r.key,
          bpmnProcessId: r.id,
          name: r.name,
          version: r.version,
          versionTag: r.versionTag,
          resourceName: r.resourceName,
          deployedAt: r.at,
          deleted: r.deleted ?? false,
          active: Number(active),
          completed: Number(completed),
          canceled: Number(canceled),
        },
      ];
    });
  }

  async resource(key: number): Promise<Resource | undefined> {
    const known = this.resources.get(key);
    if (known) return known;
    const { rows } = await sql<{
      data: string;
    }>`select data from engine.resources where key = ${key}`.execute(this.db);
    if (rows[0] === undefined) return undefined;
    const resource = JSON.parse(rows[0].data) as Resource;
    this.resources.set(key, resource);
    return resource;
  }

  async body(key: number): Promise<string | undefined> {
    const { rows } = await sql<{ body: string }>`select body from engine.bodies where key = ${key}`.execute(
      this.db,
    );
    return rows[0]?.body;
  }

  async graph(key: number): Promise<ExecutableProcess | undefined> {
    const known = this.graphs.get(key);
    if (known) return known;
    const [resource, body] = [await this.resource(key), await this.body(key)];
    if (resource === undefined || body === undefined) return undefined;
    const graph = parseProcesses(body).processes.find((p) => p.id === resource.id);
    if (graph === undefined) return undefined;
    if (this.graphs.size >= MAX_GRAPHS) this.graphs.clear();
    this.graphs.set(key, graph);
    return graph;
  }
}
