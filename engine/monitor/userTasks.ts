// User tasks that the engine keeps, open and ended, with their forms and variables.
import { type Kysely, sql } from 'kysely';
import type { UserTask } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';
import type { Variable } from './masking.ts';
import type { Page } from './search/query.ts';
import { searchUserTasks, type UserTaskQuery } from './search/userTaskSearch.ts';
import { ended, running } from './stored.ts';

export interface UserTaskInfo extends Omit<UserTask, 'transition' | 'node'> {
  processName: string;
  processVersion: number;
  headers: Record<string, string>;
}

export interface FormInfo {
  key: number;
  id: string;
  version: number;
  tenant: string;
  /** JSON of form-js. */
  body: string;
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
    headers: task.headers ?? graph?.nodes[node]?.userTask?.headers ?? {},
  };
}

export async function findUserTasks(
  db: Kysely<unknown>,
  definitions: Definitions,
  query: UserTaskQuery,
): Promise<Page<UserTaskInfo>> {
  const { rows, ...page } = await searchUserTasks(db, query);
  return { ...page, rows: await Promise.all(rows.map((task) => describeUserTask(definitions, task))) };
}

/** @returns undefined when there is no such form of the engine's */
export async function readForm(definitions: Definitions, key: number): Promise<FormInfo | undefined> {
  const [resource, body] = [await definitions.resource(key), await definitions.body(key)];
  if (resource === undefined || body === undefined) return undefined;
  return { key, id: resource.id, version: resource.version, tenant: resource.tenant, body };
}

/** The newest version of the form that starts a process. @returns undefined when it has none that was deployed */
export async function readStartForm(
  definitions: Definitions,
  definition: number,
): Promise<FormInfo | undefined> {
  const id = (await definitions.graph(definition))?.root.noneStart?.startForm;
  if (id === undefined) return undefined;
  const newest = (await definitions.forms()).find(({ formId }) => formId === id);
  return newest && readForm(definitions, newest.key);
}

/** Variables that the task sees, innermost scope first; of an ended instance those that it ended with. */
export async function readVisibleVariables(db: Kysely<unknown>, task: UserTask): Promise<Variable[]> {
  const open = await running(db, task.pi);
  if (open === undefined) return (await ended(db, task.pi))?.variables ?? [];
  const elements = new Map(open.elements.map((el) => [el.key, el]));
  const visible: Variable[] = [];
  // A task that has ended left its own scope; the instance's is still there.
  let at = elements.get(task.el) ?? elements.get(task.pi);
  for (; at !== undefined; at = elements.get(at.scope)) {
    const { key } = at;
    visible.push(...open.variables.filter(({ scope }) => scope === key));
  }
  return visible;
}
