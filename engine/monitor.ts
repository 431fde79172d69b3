// The read side for people: reads the tables beside the writer, by read-only connections of its own. What was
// acknowledged is seen here after the next checkpoint, a fraction of a second later.
import { openDatabase } from '@congvan/storage';
import type { Kysely } from 'kysely';
import {
  type DecisionVersion,
  type DefinitionInfo,
  Definitions,
  type FormVersion,
} from './monitor/definitions.ts';
import {
  type Evaluation,
  type EvaluationDetail,
  type EvaluationFilter,
  listEvaluations,
  readEvaluation,
} from './monitor/evaluations.ts';
import { type HeatMapEntry, heatMap } from './monitor/heatMap.ts';
import { type InstanceDetail, readInstance, readVariable } from './monitor/instance.ts';
import {
  findInstances,
  type InstanceFilter,
  type InstanceSummary,
  listInstances,
} from './monitor/instances.ts';
import { type ElementFilter, type InstancesAt, instancesAt } from './monitor/instancesAt.ts';
import { DEFAULT_MASKING, type MaskingRules, type Variable } from './monitor/masking.ts';
import { type MigrationProposal, proposeMigration } from './monitor/migration.ts';
import { type Modification, readModification } from './monitor/modification.ts';
import type { Page } from './monitor/search/query.ts';
import { openSearches, type Searches } from './monitor/search/searches.ts';
import type { UserTaskQuery } from './monitor/search/userTaskSearch.ts';
import { type UsageMetrics, usageMetrics } from './monitor/usageMetrics.ts';
import {
  describeUserTask,
  type FormInfo,
  findUserTasks,
  readForm,
  readStartForm,
  readUserTask,
  readVisibleVariables,
  type UserTaskInfo,
} from './monitor/userTasks.ts';
import {
  findIncident,
  type IncidentFilter,
  type IncidentInfo,
  listIncidents,
  listMessages,
  type MessageFilter,
  type WaitingMessage,
} from './monitor/waiting.ts';

export type { DecisionVersion, DefinitionInfo, FormVersion } from './monitor/definitions.ts';
export type { Evaluation, EvaluationDetail, EvaluationFilter } from './monitor/evaluations.ts';
export type { HeatMapEntry } from './monitor/heatMap.ts';
export type { InstanceDetail } from './monitor/instance.ts';
export type { InstanceFilter, InstanceState, InstanceSummary } from './monitor/instances.ts';
export type { ElementFilter, InstancesAt } from './monitor/instancesAt.ts';
export type { MigrationProposal } from './monitor/migration.ts';
export type { Modification } from './monitor/modification.ts';
export type { IncidentFilter, IncidentInfo, MessageFilter, WaitingMessage } from './monitor/waiting.ts';

export interface Monitor {
  /** Every version of every process, newest first, with how many instances there are in which state. */
  definitions(): Promise<DefinitionInfo[]>;
  /** Keys of the versions of a process, newest first. */
  definitionKeys(bpmnProcessId: string): Promise<number[]>;
  /** Every version of every form, newest first. */
  forms(): Promise<FormVersion[]>;
  /** Every version of every decision, newest first. */
  decisions(): Promise<DecisionVersion[]>;
  /** A page of evaluations of a decision, or by an instance, newest first. */
  evaluations(filter: EvaluationFilter): Promise<Evaluation[]>;
  /** One evaluation with its values, masked as variables are; undefined when there is none. */
  evaluation(key: number, masking?: MaskingRules): Promise<EvaluationDetail | undefined>;
  /** BPMN, DMN or form text of a resource; undefined when there is none. */
  resource(key: number): Promise<string | undefined>;
  /** A page of instances, newest first; `before`: the last key of the page before. */
  instances(filter?: InstanceFilter): Promise<InstanceSummary[]>;
  /** Of these keys (500 at the most) the instances that there are, newest first. */
  instancesOf(keys: readonly number[]): Promise<InstanceSummary[]>;
  /** One instance, running or ended, its variables masked; undefined when there is none. */
  instance(key: number, masking?: MaskingRules): Promise<InstanceDetail | undefined>;
  /** A variable's value as JSON text without masking: only for those who may see it. `scope`: element instance key. */
  variable(instanceKey: number, scope: number, name: string): Promise<string | undefined>;
  /** What of a running instance may be terminated and activated; undefined when it does not run. */
  modification(instanceKey: number): Promise<Modification | undefined>;
  /** How running instances of one version could go on with another; undefined when neither runs, or it is not there. */
  migration(instanceKeys: readonly number[], definitionKey: number): Promise<MigrationProposal | undefined>;
  /** How often each element of a definition is active, was completed or terminated. */
  heatMap(definitionKey: number): Promise<HeatMapEntry[]>;
  /** The instances that the heat map counts at an element; undefined when there is no such element. */
  instancesAt(filter: ElementFilter): Promise<InstancesAt | undefined>;
  incidents(filter?: IncidentFilter): Promise<IncidentInfo[]>;
  incident(key: number): Promise<IncidentInfo | undefined>;
  /** A user task that the engine keeps, open or ended; undefined when there is none. */
  userTask(key: number): Promise<UserTaskInfo | undefined>;
  userTasks(query: UserTaskQuery): Promise<Page<UserTaskInfo>>;
  /** 'no task', or undefined when it has no form that was deployed. */
  userTaskForm(key: number): Promise<FormInfo | 'no task' | undefined>;
  /** The form that starts a process; undefined when it has none that was deployed. */
  startForm(definitionKey: number): Promise<FormInfo | undefined>;
  userTaskVariables(key: number): Promise<Variable[] | 'no task'>;
  /** What was used in a time, from the first moment to the last, ms since the epoch. */
  usageMetrics(from: number, to: number): Promise<UsageMetrics>;
  /** What the REST API searches. */
  search: Searches;
  /** Messages that wait to be correlated. */
  messages(filter?: MessageFilter): Promise<WaitingMessage[]>;
  close(): Promise<void>;
}

/** A reading that takes longer is given up, ms. */
const MAX_READING = 30_000;

export function openMonitor(databaseUrl: string): Monitor {
  const url = new URL(databaseUrl);
  // Compiling takes longer than a page, whose cost is told too high.
  const settings = `-c default_transaction_read_only=on -c statement_timeout=${MAX_READING} -c jit=off`;
  url.searchParams.set('options', settings);
  const db: Kysely<unknown> = openDatabase(url.href, { max: 4 });
  const definitions = new Definitions(db);
  return {
    definitions: () => definitions.list(),
    definitionKeys: (id) => definitions.processKeys(id),
    forms: () => definitions.forms(),
    decisions: () => definitions.decisions(),
    evaluations: (filter) => listEvaluations(db, filter),
    evaluation: (key, masking = DEFAULT_MASKING) => readEvaluation(db, definitions, key, masking),
    resource: (key) => definitions.body(key),
    instances: (filter = {}) => listInstances(db, definitions, filter),
    instancesOf: (keys) => findInstances(db, definitions, keys),
    instance: (key, masking = DEFAULT_MASKING) => readInstance(db, definitions, key, masking),
    variable: (key, scope, name) => readVariable(db, key, scope, name),
    modification: (key) => readModification(db, definitions, key),
    migration: (keys, target) => proposeMigration(db, definitions, keys, target),
    heatMap: (key) => heatMap(db, definitions, key),
    instancesAt: (filter) => instancesAt(db, definitions, filter),
    incidents: (filter = {}) => listIncidents(db, definitions, filter),
    incident: (key) => findIncident(db, definitions, key),
    async userTask(key) {
      const task = await readUserTask(db, key);
      return task && describeUserTask(definitions, task);
    },
    userTasks: (query) => findUserTasks(db, definitions, query),
    async userTaskForm(key) {
      const task = await readUserTask(db, key);
      return task === undefined ? 'no task' : readForm(definitions, task.formKey);
    },
    startForm: (key) => readStartForm(definitions, key),
    async userTaskVariables(key) {
      const task = await readUserTask(db, key);
      return task === undefined ? 'no task' : readVisibleVariables(db, task);
    },
    usageMetrics: (from, to) => usageMetrics(db, from, to),
    search: openSearches(db, definitions),
    messages: (filter = {}) => listMessages(db, filter),
    close: () => db.destroy(),
  };
}
