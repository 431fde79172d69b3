// One instance: the path walked, variables, and what it waits for.
import { type Kysely, sql } from 'kysely';
import { jsonOf } from '../expression/wholeNumbers.ts';
import type { Incident, Job, MessageSubscription, Timer, UserTask } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';
import { calledBy, type InstanceSummary } from './instances.ts';
import { type MaskingRules, mask, type ShownVariable } from './masking.ts';
import { named, type Walk, type WalkedElement, walk } from './path.ts';
import { ended, type Running, running } from './stored.ts';

export interface InstanceDetail extends InstanceSummary, Walk {
  variables: ShownVariable[];
  jobs: JobInfo[];
  incidents: (Place & {
    key: number;
    type: string;
    message: string;
    jobKey: number;
    at: number;
  })[];
  /** Open ones that the engine keeps; those that are jobs are among the jobs. */
  userTasks: UserTaskWaiting[];
  subscriptions: (Place & { messageName: string; correlationKey: string })[];
  timers: (Place & { dueAt: number })[];
  /** Instances that its call activities started, those that are held by an incident first; at most 500. */
  called: InstanceSummary[];
}

/** An element of the drawing. */
interface Place {
  elementId: string;
  /** '' where the drawing gives it none. */
  elementName: string;
}

export interface UserTaskWaiting
  extends Place,
    Pick<UserTask, 'key' | 'state' | 'assignee' | 'candidateGroups' | 'candidateUsers'> {
  dueAt: number | null;
}

export interface JobInfo extends Place {
  key: number;
  elementInstanceKey: number;
  type: string;
  state: (typeof JOB_STATES)[number];
  retries: number;
  worker: string;
  /** When an activated job times out, or one in backoff is ready again; ms since the epoch. */
  dueAt: number | null;
}

/** In the order of `JobState`. */
const JOB_STATES = ['ACTIVATABLE', 'ACTIVATED', 'BACKOFF', 'FAILED'] as const;
/** Rows of one kind that are shown of one instance. */
const MAX_ROWS = 1_000;

export async function readInstance(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
  masking: MaskingRules,
): Promise<InstanceDetail | undefined> {
  const found = await running(db, key);
  return found ? readRunning(db, definitions, key, found, masking) : readEnded(db, definitions, key, masking);
}

/** The value as it is, as JSON text, for those who may see what is masked. */
export async function readVariable(
  db: Kysely<unknown>,
  key: number,
  scope: number,
  name: string,
): Promise<string | undefined> {
  const found = (await running(db, key)) ?? (await ended(db, key));
  const kept = found?.variables.find((variable) => variable.scope === scope && variable.name === name);
  return kept && jsonOf(kept.value);
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

async function readRunning(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
  { definition, parent, elements, variables, path }: Running,
  masking: MaskingRules,
): Promise<InstanceDetail> {
  const graph = await definitions.graph(definition);
  const place = (node: number): Place => {
    const { elementId, name } = named(graph, node);
    return { elementId, elementName: name };
  };
  const incidents = await rowsOf<Incident>(db, 'incidents', key);
  const called = await calledBy(db, definitions, key);
  const heldCalled = new Set(called.filter(({ state }) => state === 'INCIDENT').map((one) => one.key));
  const held = new Set(incidents.map(({ el }) => el));
  const open = elements.map(
    (el): WalkedElement => ({
      ...named(graph, el.node),
      key: el.key,
      state: held.has(el.key) || heldCalled.has(el.called ?? 0) ? 'INCIDENT' : 'ACTIVE',
      enteredAt: el.since,
      leftAt: null,
    }),
  );
  return {
    ...(await head(definitions, key, definition)),
    state: incidents.length > 0 || heldCalled.size > 0 ? 'INCIDENT' : 'ACTIVE',
    parentKey: parent,
    startedAt: elements.find((el) => el.key === key)!.since,
    endedAt: null,
    ...walk(graph, path, open),
    variables: mask(masking, variables),
    jobs: (await rowsOf<Job>(db, 'jobs', key)).map((job) => ({
      key: job.key,
      ...place(job.node),
      elementInstanceKey: job.el,
      type: job.type,
      state: JOB_STATES[job.state],
      retries: job.retries,
      worker: job.worker ?? '',
      dueAt: job.due ?? null,
    })),
    incidents: incidents.map(({ key: incident, elementId, type, message, job, at }) => ({
      key: incident,
      elementId,
      elementName: graph?.byId.get(elementId)?.name ?? '',
      type,
      message,
      jobKey: job,
      at,
    })),
    userTasks: (await openUserTasks(db, key)).map(({ task, dueAt }) => ({
      key: task.key,
      ...place(task.node),
      state: task.state,
      assignee: task.assignee,
      candidateGroups: task.candidateGroups,
      candidateUsers: task.candidateUsers,
      dueAt,
    })),
    subscriptions: (await rowsOf<MessageSubscription>(db, 'message_subscriptions', key)).map((s) => ({
      ...place(s.node),
      messageName: s.name,
      correlationKey: s.correlationKey,
    })),
    timers: (await rowsOf<Timer>(db, 'timers', key)).map((t) => ({ ...place(t.node), dueAt: t.due })),
    called,
  };
}

async function readEnded(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
  masking: MaskingRules,
): Promise<InstanceDetail | undefined> {
  const found = await ended(db, key);
  if (found === undefined) return undefined;
  return {
    ...(await head(definitions, key, found.definition)),
    state: found.state,
    parentKey: found.parent,
    startedAt: found.started,
    endedAt: found.ended,
    ...walk(await definitions.graph(found.definition), found.path),
    variables: mask(masking, found.variables),
    jobs: [],
    incidents: [],
    userTasks: [],
    subscriptions: [],
    timers: [],
    called: await calledBy(db, definitions, key),
  };
}

async function openUserTasks(db: Kysely<unknown>, pi: number) {
  const { rows } = await sql<{ data: string; due: string | null }>`
    select data, due from engine.user_tasks
    where pi = ${pi} and ended is null order by key limit ${MAX_ROWS}`.execute(db);
  return rows.map(({ data, due }) => ({
    task: JSON.parse(data) as UserTask,
    dueAt: due === null ? null : Number(due),
  }));
}

async function rowsOf<T>(db: Kysely<unknown>, table: string, pi: number): Promise<T[]> {
  const { rows } = await sql<{ data: string }>`
    select data from ${sql.table(`engine.${table}`)} where pi = ${pi} order by key limit ${MAX_ROWS}`.execute(
    db,
  );
  return rows.map(({ data }) => JSON.parse(data) as T);
}
