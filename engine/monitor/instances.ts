// Lists of instances, running and ended.
import { type Kysely, sql } from 'kysely';
import type { Definitions } from './definitions.ts';

export type InstanceState = 'ACTIVE' | 'INCIDENT' | 'COMPLETED' | 'CANCELED';

export interface InstanceFilter {
  definitionKey?: number;
  /** Default: ACTIVE (with and without incidents). */
  state?: InstanceState;
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
  { definitionKey, state = 'ACTIVE', before, limit = 50 }: InstanceFilter,
): Promise<InstanceSummary[]> {
  const tests = [sql`key < ${before ?? Number.MAX_SAFE_INTEGER}`];
  if (definitionKey !== undefined) tests.push(sql`definition = ${definitionKey}`);
  const running = state === 'ACTIVE' || state === 'INCIDENT';
  if (state === 'INCIDENT') tests.push(sql`incidents > 0`);
  if (!running) tests.push(sql`state = ${state}`);
  const where = sql.join(tests, sql` and `);
  const page = sql`order by key desc limit ${Math.min(Math.max(1, limit), MAX_PAGE)}`;
  const { rows } = running
    ? await sql<Row>`select key, definition, parent, started, null as ended,
        case when incidents > 0 then 'INCIDENT' else 'ACTIVE' end as state
        from engine.instances where ${where} ${page}`.execute(db)
    : await sql<Row>`select key, definition, parent, started, ended, state
        from engine.history where ${where} ${page}`.execute(db);
  return Promise.all(
    rows.map(async (row) => {
      const resource = await definitions.resource(Number(row.definition));
      return {
        key: Number(row.key),
        definitionKey: Number(row.definition),
        bpmnProcessId: resource?.id ?? '',
        version: resource?.version ?? 0,
        state: row.state,
        parentKey: Number(row.parent),
        startedAt: Number(row.started),
        endedAt: row.ended === null ? null : Number(row.ended),
      };
    }),
  );
}
