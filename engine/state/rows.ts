// What the engine remembers: one interface a kind of row. Rows are never changed in place; a change puts a new
// object, so that undoing a command is putting the old one back. Names are kept short where a row is written
// to the log many times in an instance's life.
import type { EvaluatedDecision } from '../dmn/evaluate.ts';
import type { VariableContext } from '../expression/expression.ts';

export const ACTIVATING = 0;
export const ACTIVATED = 1;
export const COMPLETING = 2;
export const TERMINATING = 3;
export type ElementState = typeof ACTIVATING | typeof ACTIVATED | typeof COMPLETING | typeof TERMINATING;

/** One running element: process, scope, activity, event. Its key is its variable scope as well. */
export interface ElementInstance {
  key: number;
  /** Process instance key; equals `key` for the process itself. */
  pi: number;
  /** Key of the flow scope's instance; 0 for the process itself. */
  scope: number;
  /** Index of the node in its process. */
  node: number;
  state: ElementState;
  /** Active children and sequence flows taken and not yet arrived: 0 lets a scope complete. */
  active: number;
  since: number;
  /** Multi-instance body around the activity. */
  body?: LoopState;
  /** Inner instance of a multi-instance body: 1-based. */
  loopCounter?: number;
  /** Flows taken towards a joining gateway: flow index → how often. */
  tokens?: Record<string, number>;
  /** Tokens wait, or have waited, at an inclusive gateway of this scope. */
  inclusive?: true;
  job?: number;
  userTask?: number;
  /** Open subscriptions: timers, messages, signals. */
  subs?: Subscription[];
  incident?: number;
  /** Call activity: the process instance it waits for. */
  called?: number;
  /** The event that ends it (interrupting boundary, event sub-process), kept until its children are gone;
   * or the catch event an event-based gateway has chosen. */
  trigger?: Trigger;
  /** Variables that completion will propagate; kept while an incident holds the completion up. */
  result?: VariableContext;
  /** Its input mappings have been applied and its listeners up to this one have run. */
  listener?: number;
  /** Interrupted by an event sub-process: no other child may be activated. */
  interrupted?: true;
  /** Root of a process: what it runs and for whom. */
  root?: RootFacts;
  /** Exclusive and inclusive gateways: which of the outgoing flows. */
  chosen?: number[];
  /** Ad hoc sub-process: its completion condition has held, it completes when nothing is active in it. */
  fulfilled?: true;
  /** A terminate end event was reached: no token moves on. */
  ended?: true;
  /** Scopes: completed activities with a compensation handler, oldest first. */
  compensable?: Compensable[];
  /** A compensation throw event that waits for this many handlers; a handler's throw event. */
  waiting?: number;
  compensates?: number;
}

export interface Subscription {
  kind: 'timer' | 'message' | 'signal';
  key: number;
  node: number;
}
export interface Trigger {
  node: number;
  variables: VariableContext;
}
export interface LoopState {
  /** Instances to run in all, instances begun, instances ended. */
  count: number;
  begun: number;
  ended: number;
  terminated: number;
  /** Its items are a row of LoopItems. */
  kept?: true;
}
/** The items of a parallel multi-instance body that begins them in parts; its key is the body's. */
export interface LoopItems {
  key: number;
  items: unknown[];
}
export interface RootFacts {
  definition: number;
  tenant: string;
  /** Call activity instance that started it. */
  parent?: { pi: number; key: number };
  /** How deep in calls; absent: 1. */
  depth?: number;
  /** Message start event with a correlation key: the lock that keeps a second instance away. */
  lock?: number;
  /** Runtime instructions: the instance is terminated once one of these nodes has completed. */
  terminateAfter?: number[];
  tags?: string[];
}
export interface Compensable {
  node: number;
  /** Snapshot of the local variables at completion. */
  variables: VariableContext;
}

export const READY = 0;
export const ACTIVE = 1;
export const BACKOFF = 2;
export const STOPPED = 3;
export type JobState = typeof READY | typeof ACTIVE | typeof BACKOFF | typeof STOPPED;

export interface Job {
  key: number;
  pi: number;
  el: number;
  definition: number;
  node: number;
  type: string;
  tenant: string;
  retries: number;
  state: JobState;
  /** When an active job times out, when a job in backoff is ready again; ms. */
  due?: number;
  /** Who had it last; absent: nobody yet. */
  worker?: string;
  /** Custom headers as JSON, when they differ from those of the model. */
  headers?: string;
  /** Execution or task listener that this job runs; absent for the element's own job. */
  listener?: 'start' | 'end' | UserTaskTransition['event'];
  incident?: number;
  /** What has happened to it last, for people (JobStateEnum); absent: it was created. */
  last?: 'FAILED' | 'ERROR_THROWN' | 'TIMED_OUT' | 'RETRIES_UPDATED' | 'MIGRATED';
  /** Of its last failure or error; absent: none, or it says nothing. */
  error?: string;
  errorCode?: string;
}

export interface Timer {
  key: number;
  due: number;
  /** Element instance that waits, or 0 for a start event. */
  el: number;
  pi: number;
  definition: number;
  node: number;
  /** Times still to fire, this one included; -1 for ever. */
  repetitions: number;
  /** ms between repetitions, or the ISO 8601 duration with months. */
  interval?: string;
}

export interface Message {
  key: number;
  name: string;
  correlationKey: string;
  id: string;
  tenant: string;
  due: number;
  variables: VariableContext;
  /** BPMN process ids that have had it. */
  correlated: string[];
}

export interface MessageSubscription {
  key: number;
  name: string;
  correlationKey: string;
  tenant: string;
  el: number;
  pi: number;
  node: number;
  process: string;
  /** Absent in rows of earlier versions. */
  at?: number;
}

export interface SignalSubscription {
  key: number;
  name: string;
  tenant: string;
  el: number;
  pi: number;
  node: number;
}

export interface Incident {
  key: number;
  type: string;
  message: string;
  pi: number;
  el: number;
  definition: number;
  elementId: string;
  job: number;
  at: number;
}

/** An incident that is over, for people. */
export interface ResolvedIncident extends Incident {
  /** ms since the epoch */
  resolved: number;
}

/** Only one instance a process id and correlation key is started by messages at a time. */
export interface StartLock {
  key: number;
  process: string;
  correlationKey: string;
  tenant: string;
  pi: number;
}

/** What a person, or a task listener, may change of a user task. */
export interface UserTaskAttributes {
  /** '': nobody. */
  assignee: string;
  candidateGroups: string[];
  candidateUsers: string[];
  /** ISO 8601; '': none. */
  dueDate: string;
  followUpDate: string;
  /** 0 to 100 */
  priority: number;
}

/** A change of state under way, which the task listeners of its event hold up. Variables that come with it are in
 * the element's `result`. */
export interface UserTaskTransition {
  event: 'creating' | 'assigning' | 'updating' | 'completing' | 'canceling';
  /** The command behind it, for its rejection. */
  command: 'CREATE' | 'ASSIGN' | 'CLAIM' | 'UPDATE' | 'COMPLETE' | 'CANCEL';
  action: string;
  asked: Partial<UserTaskAttributes>;
  /** By the listeners that have run. */
  corrected: Partial<UserTaskAttributes>;
  /** Listeners that have run. */
  listeners: number;
  /** SetVariables: whether they stay in the task's own scope; absent: no variables are set. */
  variables?: 'local' | 'propagated';
}

export interface UserTask extends UserTaskAttributes {
  key: number;
  pi: number;
  el: number;
  definition: number;
  /** BPMN process id. */
  process: string;
  node: number;
  elementId: string;
  name: string;
  tenant: string;
  /** Rows of ended tasks stay, for people, as long as history is kept. */
  state:
    | 'CREATING'
    | 'CREATED'
    | 'ASSIGNING'
    | 'UPDATING'
    | 'COMPLETING'
    | 'COMPLETED'
    | 'CANCELING'
    | 'CANCELED';
  transition?: UserTaskTransition;
  /** -1: none. */
  formKey: number;
  externalFormReference: string;
  /** Of the job that the task was before a migration; absent: the model's. */
  headers?: Record<string, string>;
  /** Of the process instance. */
  tags?: string[];
  at: number;
  ended?: number;
}

/** A command on each of many process instances, or on their incidents (BatchOperationResponse). */
export interface BatchOperation {
  key: number;
  plan: BatchPlan;
  state: 'CREATED' | 'ACTIVE' | 'SUSPENDED' | 'CANCELED' | 'COMPLETED' | 'FAILED';
  /** What chooses the process instances, as the read side searches for them. */
  filter: { conditions: unknown[]; variables?: unknown[]; alternatives?: unknown[] };
  /** Key of the last instance that has been chosen. */
  chosenUpTo: number;
  /** There are no more to choose. */
  chosen: boolean;
  /** Items in all, those done, those refused. */
  total: number;
  completed: number;
  failed: number;
  at: number;
  ended?: number;
  /** Why the instances could not be chosen. */
  error?: string;
}
export type BatchPlan =
  | { type: 'CANCEL_PROCESS_INSTANCE' | 'RESOLVE_INCIDENT' }
  | { type: 'MIGRATE_PROCESS_INSTANCE'; target: number; mappings: { source: string; target: string }[] }
  | { type: 'MODIFY_PROCESS_INSTANCE'; moves: { source: string; target: string }[] };
export interface BatchItem {
  key: number;
  batch: number;
  /** Process instance or incident. */
  item: number;
  pi: number;
  state: 'ACTIVE' | 'COMPLETED' | 'FAILED';
  at?: number;
  error?: string;
}

/** A decision that was evaluated, for people (DecisionInstanceResult). */
export interface DecisionInstance extends Omit<EvaluatedDecision, 'decisionOutput'> {
  key: number;
  /** Of all decisions evaluated together; each has its place among them, from 1 on. */
  evaluation: number;
  position: number;
  /** Process instance, its definition and the element instance that asked for it; 0: EvaluateDecision. */
  pi: number;
  definition: number;
  el: number;
  /** Key and version of the decision. */
  decision: number;
  version: number;
  tenant: string;
  at: number;
  state: 'EVALUATED' | 'FAILED';
  /** '': it did not fail. */
  failure: string;
  output: EvaluatedDecision['decisionOutput'];
}

/** A message that was met by a subscription, for people (CorrelatedMessageSubscriptionResult). */
export interface Correlation {
  key: number;
  message: number;
  name: string;
  correlationKey: string;
  tenant: string;
  /** Key of the subscription; of a start event, which has none, that of the correlation. */
  subscription: number;
  /** Element instance; 0: it started the process. */
  el: number;
  elementId: string;
  pi: number;
  definition: number;
  /** BPMN process id. */
  process: string;
  at: number;
}

/** Where the engine's clock stands, if it has been pinned: one row. */
export interface PinnedClock {
  key: number;
  /** ms since the epoch */
  at: number;
}
export const CLOCK_KEY = 1;

/** Steps of a long run that other commands may come between. */
export interface Continuation {
  key: number;
  steps: unknown[];
  /** The process instances that the steps are about. */
  instances: number[];
  /** Characters of variables that expressions of the run have made so far. */
  written?: number;
}

/** A deployed process, form or decision requirements graph. */
export interface Resource {
  key: number;
  kind: 'process' | 'form' | 'decisionRequirements' | 'decision';
  id: string;
  name: string;
  version: number;
  versionTag: string;
  resourceName: string;
  checksum: string;
  tenant: string;
  deployment: number;
  /** Decision: its requirements graph. */
  parent: number;
  at: number;
  /** Process: the messages and signals that start it. */
  starts?: { kind: 'message' | 'signal'; name: string; node: number }[];
  deleted?: true;
}
