// The read side for people: reads the tables beside the writer, by read-only connections of its own. What was
// acknowledged is seen here after the next checkpoint, a fraction of a second later.
import { openDatabase } from '@congvan/storage';
import type { Kysely } from 'kysely';
import { type DefinitionInfo, Definitions } from './monitor/definitions.ts';
import { type HeatMapEntry, heatMap } from './monitor/heatMap.ts';
import { type InstanceDetail, readInstance } from './monitor/instance.ts';
import { type InstanceFilter, type InstanceSummary, listInstances } from './monitor/instances.ts';
import type { UserTaskQuery } from './monitor/userTaskSearch.ts';
import {
  describeUserTask,
  type FormInfo,
  findUserTasks,
  readForm,
  readUserTask,
  readVisibleVariables,
  type UserTaskInfo,
  type UserTaskList,
  type VisibleVariable,
} from './monitor/userTasks.ts';
import { type IncidentInfo, listIncidents, listMessages, type WaitingMessage } from './monitor/waiting.ts';

export type { DefinitionInfo } from './monitor/definitions.ts';
export type { HeatMapEntry } from './monitor/heatMap.ts';
export type { InstanceDetail } from './monitor/instance.ts';
export type { InstanceFilter, InstanceSummary } from './monitor/instances.ts';
export type { IncidentInfo, WaitingMessage } from './monitor/waiting.ts';

export interface Monitor {
  /** Every version of every process, newest first, with how many instances run. */
  definitions(): Promise<DefinitionInfo[]>;
  /** BPMN, DMN or form text of a resource; undefined when there is none. */
  resource(key: number): Promise<string | undefined>;
  /** A page of instances, newest first; `before`: the last key of the page before. */
  instances(filter?: InstanceFilter): Promise<InstanceSummary[]>;
  /** One instance, running or ended; undefined when there is none. */
  instance(key: number): Promise<InstanceDetail | undefined>;
  /** How often each element of a definition is active, was completed or terminated. */
  heatMap(definitionKey: number): Promise<HeatMapEntry[]>;
  incidents(filter?: { definitionKey?: number; limit?: number }): Promise<IncidentInfo[]>;
  /** A user task that the engine keeps, open or ended; undefined when there is none. */
  userTask(key: number): Promise<UserTaskInfo | undefined>;
  userTasks(query: UserTaskQuery): Promise<UserTaskList>;
  /** 'no task', or undefined when it has no form that was deployed. */
  userTaskForm(key: number): Promise<FormInfo | 'no task' | undefined>;
  userTaskVariables(key: number): Promise<VisibleVariable[] | 'no task'>;
  /** Messages that wait to be correlated. */
  messages(limit?: number): Promise<WaitingMessage[]>;
  close(): Promise<void>;
}

export function openMonitor(databaseUrl: string): Monitor {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c default_transaction_read_only=on');
  const db: Kysely<unknown> = openDatabase(url.href, { max: 4 });
  const definitions = new Definitions(db);
  return {
    definitions: () => definitions.list(),
    resource: (key) => definitions.body(key),
    instances: (filter = {}) => listInstances(db, definitions, filter),
    instance: (key) => readInstance(db, definitions, key),
    heatMap: (key) => heatMap(db, definitions, key),
    incidents: (filter = {}) => listIncidents(db, definitions, filter),
    async userTask(key) {
      const task = await readUserTask(db, key);
      return task && describeUserTask(definitions, task);
    },
    userTasks: (query) => findUserTasks(db, definitions, query),
    async userTaskForm(key) {
      const task = await readUserTask(db, key);
      return task === undefined ? 'no task' : readForm(definitions, task);
    },
    async userTaskVariables(key) {
      const task = await readUserTask(db, key);
      return task === undefined ? 'no task' : readVisibleVariables(db, task);
    },
    messages: (limit = 100) => listMessages(db, limit),
    close: () => db.destroy(),
  };
}
