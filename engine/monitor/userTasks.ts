// User tasks that the engine keeps, open and ended, with their forms and variables.
import { type Kysely, sql } from 'kysely';
import type { ElementInstance, UserTask } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';
import { searchUserTasks, type UserTaskPage, type UserTaskQuery } from './userTaskSearch.ts';

export interface UserTaskInfo extends Omit<UserTask, 'transition' | 'node'> {
  processName: string;
  processVersion: number;
  headers: Record<string, string>;
}

export type UserTaskList = Omit<UserTaskPage, 'tasks'> & { tasks: UserTaskInfo[] };

export interface FormInfo {
  key: number;
  id: string;
  version: number;
  tenant: string;
  /** JSON of form-js. */
  body: string;
}

export interface VisibleVariable {
  /** Element instance key of its scope. */
  scope: number;
  name: string;
  value: unknown;
}

export async function readUserTask(db: Kysely<unknown>, key: number): Promise<UserTask | undefined> {
  const { rows } = await sql<{ data: string }>`select data from engine.user_tasks where key = ${key}`.execute(
    db,
  );
  return rows[0] && (JSON.parse(rows[0].data) as UserTask);
}

export async function describeUserTask(definitions: Definitions, row: UserTask): Promise<UserTaskInfo> {
  const { transition: _, node, ...task } = row;
  const [resource, graph] = [
    await definitions.resource(task.definition),
    await definitions.graph(task.definition),
  ];
  return {
    ...task,
    processName: resource?.name ?? '',
    processVersion: resource?.version ?? 0,
    headers: graph?.nodes[node]?.userTask?.headers ?? {},
  };
}

export async function findUserTasks(
  db: Kysely<unknown>,
  definitions: Definitions,
  query: UserTaskQuery,
): Promise<UserTaskList> {
  const { tasks, ...page } = await searchUserTasks(db, query);
  return { ...page, tasks: await Promise.all(tasks.map((task) => describeUserTask(definitions, task))) };
}

/** @returns undefined when the task has no form of the engine's */
export async function readForm(
  definitions: Definitions,
  { formKey }: UserTask,
): Promise<FormInfo | undefined> {
  const [resource, body] = [await definitions.resource(formKey), await definitions.body(formKey)];
  if (resource === undefined || body === undefined) return undefined;
  return { key: formKey, id: resource.id, version: resource.version, tenant: resource.tenant, body };
}

/** Variables that the task sees, innermost scope first; of an ended instance those that it ended with. */
export async function readVisibleVariables(db: Kysely<unknown>, task: UserTask): Promise<VisibleVariable[]> {
  const running = await sql<{ data: string }>`
    select data from engine.instances where key = ${task.pi}`.execute(db);
  if (running.rows[0]) {
    const stored = JSON.parse(running.rows[0].data) as {
      e: ElementInstance[];
      v: Record<string, Record<string, unknown>>;
    };
    const elements = new Map(stored.e.map((el) => [el.key, el]));
    const visible: VisibleVariable[] = [];
    // A task that has ended left its own scope; the instance's is still there.
    let at = elements.get(task.el) ?? elements.get(task.pi);
    for (; at !== undefined; at = elements.get(at.scope)) visible.push(...of(at.key, stored.v[at.key] ?? {}));
    return visible;
  }
  const ended = await sql<{ data: string }>`
    select data from engine.history where key = ${task.pi}`.execute(db);
  if (ended.rows[0] === undefined) return [];
  return of(task.pi, (JSON.parse(ended.rows[0].data) as { variables: Record<string, unknown> }).variables);
}

function of(scope: number, variables: Record<string, unknown>): VisibleVariable[] {
  return Object.entries(variables).map(([name, value]) => ({ scope, name, value }));
}
