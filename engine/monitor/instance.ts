// One instance: the path walked, variables, and what it waits for.
import { type Kysely, sql } from 'kysely';
import type { ExecutableProcess } from '../model/graph.ts';
import type { ElementInstance, Incident, Job, MessageSubscription, Timer } from '../state/rows.ts';
import type { PathEntry } from '../state/store.ts';
import type { Definitions } from './definitions.ts';
import type { InstanceState } from './instances.ts';

export interface WalkedElement {
  elementId: string;
  name: string;
  type: string;
  /** Element instance key. */
  key: number;
  state: 'ACTIVE' | 'INCIDENT' | 'COMPLETED' | 'TERMINATED';
  /** ms since the epoch */
  enteredAt: number;
  leftAt: number | null;
}

export interface InstanceDetail {
  key: number;
  definitionKey: number;
  bpmnProcessId: string;
  version: number;
  state: InstanceState;
  parentKey: number;
  startedAt: number;
  endedAt: number | null;
  /** In the order in which they were entered. */
  path: WalkedElement[];
  /** Sequence flows taken, with the time. */
  flows: { id: string; at: number }[];
  /** `scope`: element instance key; the instance's own key for its global variables. */
  variables: { scope: number; name: string; value: unknown }[];
  jobs: { key: number; elementId: string; type: string; state: string; retries: number; worker: string }[];
  incidents: { key: number; elementId: string; type: string; message: string; jobKey: number; at: number }[];
  subscriptions: { elementId: string; messageName: string; correlationKey: string }[];
  timers: { elementId: string; dueAt: number }[];
  /** Instances that its call activities started. */
  called: number[];
}

interface Stored {
  e: ElementInstance[];
  v: Record<string, Record<string, unknown>>;
  p: PathEntry[];
}
const JOB_STATES = ['ACTIVATABLE', 'ACTIVATED', 'BACKOFF', 'FAILED'];

export async function readInstance(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
): Promise<InstanceDetail | undefined> {
  return (await readRunning(db, definitions, key)) ?? (await readEnded(db, definitions, key));
}

async function head(definitions: Definitions, key: number, definition: number) {
  const resource = await definitions.resource(definition);
  return {
    key,
    definitionKey: definition,
    bpmnProcessId: resource?.id ?? '',
    version: resource?.version ?? 0,
  };
}

async function readRunning(db: Kysely<unknown>, definitions: Definitions, key: number) {
  const { rows } = await sql<{ data: string; definition: string; parent: string; incidents: number }>`
    select data, definition, parent, incidents from engine.instances where key = ${key}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const stored = JSON.parse(row.data) as Stored;
  const definition = Number(row.definition);
  const graph = await definitions.graph(definition);
  const id = (node: number) => graph?.nodes[node]?.id ?? '';
  const open = stored.e.map(
    (el): WalkedElement => ({
      ...named(graph, el.node),
      key: el.key,
      state: el.incident === undefined ? 'ACTIVE' : 'INCIDENT',
      enteredAt: el.since,
      leftAt: null,
    }),
  );
  const walked = walk(graph, stored.p);
  const jobs = await rowsOf<Job>(db, 'jobs', key);
  const incidents = await rowsOf<Incident>(db, 'incidents', key);
  const root = stored.e.find((el) => el.key === key)!;
  const detail: InstanceDetail = {
    ...(await head(definitions, key, definition)),
    state: incidents.length > 0 ? 'INCIDENT' : 'ACTIVE',
    parentKey: Number(row.parent),
    startedAt: root.since,
    endedAt: null,
    path: [...walked.path, ...open].sort((a, b) => a.enteredAt - b.enteredAt || a.key - b.key),
    flows: walked.flows,
    variables: Object.entries(stored.v).flatMap(([scope, variables]) =>
      Object.entries(variables).map(([name, value]) => ({ scope: Number(scope), name, value })),
    ),
    jobs: jobs.map((job) => ({
      key: job.key,
      elementId: id(job.node),
      type: job.type,
      state: JOB_STATES[job.state]!,
      retries: job.retries,
      worker: job.worker ?? '',
    })),
    incidents: incidents.map(({ key: incident, elementId, type, message, job, at }) => ({
      key: incident,
      elementId,
      type,
      message,
      jobKey: job,
      at,
    })),
    subscriptions: (await rowsOf<MessageSubscription>(db, 'message_subscriptions', key)).map((s) => ({
      elementId: id(s.node),
      messageName: s.name,
      correlationKey: s.correlationKey,
    })),
    timers: (await rowsOf<Timer>(db, 'timers', key)).map((t) => ({ elementId: id(t.node), dueAt: t.due })),
    called: await calledBy(db, key),
  };
  return detail;
}

async function readEnded(db: Kysely<unknown>, definitions: Definitions, key: number) {
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
  const graph = await definitions.graph(Number(row.definition));
  const detail: InstanceDetail = {
    ...(await head(definitions, key, Number(row.definition))),
    state: row.state,
    parentKey: Number(row.parent),
    startedAt: Number(row.started),
    endedAt: Number(row.ended),
    ...walk(graph, path),
    variables: Object.entries(variables).map(([name, value]) => ({ scope: key, name, value })),
    jobs: [],
    incidents: [],
    subscriptions: [],
    timers: [],
    called: await calledBy(db, key),
  };
  return detail;
}

async function calledBy(db: Kysely<unknown>, key: number): Promise<number[]> {
  const { rows } = await sql<{ key: string }>`
    select key from engine.instances where parent = ${key} and parent > 0
    union all select key from engine.history where parent = ${key} and parent > 0 order by 1 limit 1000`.execute(
    db,
  );
  return rows.map((row) => Number(row.key));
}

async function rowsOf<T>(db: Kysely<unknown>, table: string, pi: number): Promise<T[]> {
  const { rows } = await sql<{ data: string }>`
    select data from ${sql.table(`engine.${table}`)} where pi = ${pi} order by key limit 10000`.execute(db);
  return rows.map(({ data }) => JSON.parse(data) as T);
}

function named(graph: ExecutableProcess | undefined, node: number) {
  const found = graph?.nodes[node];
  return { elementId: found?.id ?? '', name: found?.name ?? '', type: found?.type ?? '' };
}

function walk(
  graph: ExecutableProcess | undefined,
  entries: PathEntry[],
): Pick<InstanceDetail, 'path' | 'flows'> {
  const path: WalkedElement[] = [];
  const flows: InstanceDetail['flows'] = [];
  for (const entry of entries) {
    if (entry[0] === 1) flows.push({ id: graph?.flows[entry[1]!]?.id ?? '', at: entry[2]! });
    else {
      const [, node, key, enteredAt, leftAt, outcome] = entry as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      path.push({
        ...named(graph, node),
        key,
        state: outcome === 1 ? 'TERMINATED' : 'COMPLETED',
        enteredAt,
        leftAt,
      });
    }
  }
  path.sort((a, b) => a.enteredAt - b.enteredAt || a.key - b.key);
  return { path, flows };
}
