// Definitions as the read side knows them.
import { type Kysely, type RawBuilder, sql } from 'kysely';
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
  /** Running instances, those with incidents among them; counted up to `COUNTED`. */
  active: number;
  /** Open incidents; counted up to `COUNTED`. */
  incidents: number;
  /** Instances that have ended since the first day, also those whose history is gone. */
  completed: number;
  canceled: number;
}

/** A version of a form that user tasks are linked to. */
export interface FormVersion {
  key: number;
  formId: string;
  version: number;
  resourceName: string;
  /** ms since the epoch */
  deployedAt: number;
}

/** A version of a decision. */
export interface DecisionVersion {
  key: number;
  decisionId: string;
  name: string;
  version: number;
  versionTag: string;
  resourceName: string;
  /** ms since the epoch */
  deployedAt: number;
  /** The requirements graph that it is in: its file. */
  requirements: { key: number; id: string; name: string; version: number };
}

/** What waits is counted row by row, by index, so far. */
export const COUNTED = 100_000;
const MAX_GRAPHS = 200;

export class Definitions {
  private readonly graphs = new Map<number, ExecutableProcess>();
  private readonly resources = new Map<number, Resource>();

  constructor(private readonly db: Kysely<unknown>) {}

  async list(): Promise<DefinitionInfo[]> {
    const { rows } = await sql<{ data: string } & Record<Count, string>>`${counted()}`.execute(this.db);
    return rows.flatMap(({ data, active, incidents, completed, canceled }) => {
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
          incidents: Number(incidents),
          completed: Number(completed),
          canceled: Number(canceled),
        },
      ];
    });
  }

  /** Keys of every version of every process, or of one. */
  async processKeys(bpmnProcessId?: string): Promise<number[]> {
    return (await this.all())
      .filter(({ kind, id }) => kind === 'process' && (bpmnProcessId === undefined || id === bpmnProcessId))
      .map(({ key }) => key);
  }

  /** Every version of every form that was not deleted, newest first. */
  async forms(): Promise<FormVersion[]> {
    return (await this.all())
      .filter(({ kind, deleted }) => kind === 'form' && !deleted)
      .map(({ key, id: formId, version, resourceName, at: deployedAt }) => ({
        key,
        formId,
        version,
        resourceName,
        deployedAt,
      }));
  }

  /** Every version of every decision that was not deleted, newest first. */
  async decisions(): Promise<DecisionVersion[]> {
    const all = await this.all();
    const graphs = new Map(all.map((resource) => [resource.key, resource]));
    return all
      .filter(({ kind, deleted }) => kind === 'decision' && !deleted)
      .map(({ key, id: decisionId, name, version, versionTag, resourceName, at: deployedAt, parent }) => {
        const graph = graphs.get(parent)!;
        const requirements = { key: parent, id: graph.id, name: graph.name, version: graph.version };
        return { key, decisionId, name, version, versionTag, resourceName, deployedAt, requirements };
      });
  }

  /** Every version of every process, decision and form, newest first. */
  async all(): Promise<Resource[]> {
    const { rows } = await sql<{ data: string }>`select data from engine.resources order by key desc`.execute(
      this.db,
    );
    return rows.map(({ data }) => JSON.parse(data) as Resource);
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

type Count = 'active' | 'incidents' | 'completed' | 'canceled';

/** Resources with their counts, newest first; nothing in it grows with the instances that have ended. */
export function counted(): RawBuilder<unknown> {
  const waiting = (table: 'instances' | 'incidents') =>
    sql`(select count(*) from (select from ${sql.table(`engine.${table}`)}
      where definition = r.key limit ${COUNTED}) found)`;
  return sql`select r.data, ${waiting('instances')} as active, ${waiting('incidents')} as incidents,
      coalesce(e.completed, 0) as completed, coalesce(e.canceled, 0) as canceled
    from engine.resources r left join engine.endings e on e.definition = r.key
    order by r.key desc`;
}
