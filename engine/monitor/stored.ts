// An instance as its row holds it.
import { type Kysely, sql } from 'kysely';
import type { ElementInstance } from '../state/rows.ts';
import type { PathEntry } from '../state/store.ts';
import type { InstanceState } from './instances.ts';
import type { Variable } from './masking.ts';

export interface Running {
  definition: number;
  parent: number;
  elements: ElementInstance[];
  variables: Variable[];
  path: PathEntry[];
}

export interface Ended {
  definition: number;
  parent: number;
  state: InstanceState;
  started: number;
  ended: number;
  variables: Variable[];
  path: PathEntry[];
}

export async function running(db: Kysely<unknown>, key: number): Promise<Running | undefined> {
  const { rows } = await sql<{ data: string; definition: string; parent: string }>`
    select data, definition, parent from engine.instances where key = ${key}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { e, v, p } = JSON.parse(row.data) as {
    e: ElementInstance[];
    v: Record<string, Record<string, unknown>>;
    p: PathEntry[];
  };
  return {
    definition: Number(row.definition),
    parent: Number(row.parent),
    elements: e,
    variables: Object.entries(v).flatMap(([scope, variables]) => inScope(Number(scope), variables)),
    path: p,
  };
}

export async function ended(db: Kysely<unknown>, key: number): Promise<Ended | undefined> {
  const { rows } = await sql<{
    data: string;
    definition: string;
    parent: string;
    state: InstanceState;
    started: string;
    ended: string;
  }>`select data, definition, parent, state, started, ended from engine.history where key = ${key}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { path, variables } = JSON.parse(row.data) as {
    path: PathEntry[];
    variables: Record<string, unknown>;
  };
  return {
    definition: Number(row.definition),
    parent: Number(row.parent),
    state: row.state,
    started: Number(row.started),
    ended: Number(row.ended),
    variables: inScope(key, variables),
    path,
  };
}

function inScope(scope: number, variables: Record<string, unknown>): Variable[] {
  return Object.entries(variables).map(([name, value]) => ({ scope, name, value }));
}
