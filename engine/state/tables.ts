// The tables of the state and the columns by which the store finds their rows.
import type {
  BatchItem,
  BatchOperation,
  Continuation,
  Correlation,
  DecisionInstance,
  Incident,
  Job,
  LoopItems,
  Message,
  MessageSubscription,
  PinnedClock,
  ResolvedIncident,
  Resource,
  SignalSubscription,
  StartLock,
  Timer,
  UserTask,
} from './rows.ts';
import type { ColumnSpec, TableSpec } from './store.ts';

function bigint<V>(name: string, of: ColumnSpec<V>['of']): ColumnSpec<V> {
  return { name, type: 'bigint', of };
}
function text<V>(name: string, of: ColumnSpec<V>['of']): ColumnSpec<V> {
  return { name, type: 'text', of };
}

/** A date and time in ISO 8601, perhaps with a zone's name; null where it is none. */
function msOf(date: string): number | null {
  const ms = Date.parse(date.replace(/\[.*\]$/, ''));
  return Number.isNaN(ms) ? null : ms;
}

export const jobs: TableSpec<Job> = {
  name: 'jobs',
  columns: [
    bigint('pi', (j) => j.pi),
    text('type', (j) => j.type),
    { name: 'state', type: 'integer', of: (j) => j.state },
    bigint('due', (j) => j.due ?? null),
  ],
  indexes: [
    { columns: ['type', 'key'], when: 'state = 0' },
    { columns: ['due'], when: 'due is not null' },
    { columns: ['pi'] },
  ],
};
export const timers: TableSpec<Timer> = {
  name: 'timers',
  columns: [
    bigint('due', (t) => t.due),
    bigint('pi', (t) => t.pi),
    bigint('definition', (t) => t.definition),
  ],
  indexes: [{ columns: ['due'] }, { columns: ['pi'] }, { columns: ['definition'], when: 'pi = 0' }],
};
export const messages: TableSpec<Message> = {
  name: 'messages',
  columns: [
    text('tenant', (m) => m.tenant),
    text('name', (m) => m.name),
    text('correlation_key', (m) => m.correlationKey),
    bigint('due', (m) => m.due),
  ],
  indexes: [{ columns: ['name', 'correlation_key'] }, { columns: ['due'] }],
};
export const messageSubscriptions: TableSpec<MessageSubscription> = {
  name: 'message_subscriptions',
  columns: [
    text('tenant', (s) => s.tenant),
    text('name', (s) => s.name),
    text('correlation_key', (s) => s.correlationKey),
    bigint('pi', (s) => s.pi),
  ],
  indexes: [{ columns: ['name', 'correlation_key'] }, { columns: ['pi'] }],
};
export const signalSubscriptions: TableSpec<SignalSubscription> = {
  name: 'signal_subscriptions',
  columns: [text('tenant', (s) => s.tenant), text('name', (s) => s.name), bigint('pi', (s) => s.pi)],
  indexes: [{ columns: ['name'] }, { columns: ['pi'] }],
};
export const incidents: TableSpec<Incident> = {
  name: 'incidents',
  columns: [bigint('pi', (i) => i.pi), bigint('definition', (i) => i.definition)],
  indexes: [{ columns: ['pi'] }, { columns: ['definition'] }],
};
export const startLocks: TableSpec<StartLock> = {
  name: 'start_locks',
  columns: [
    text('tenant', (l) => l.tenant),
    text('process', (l) => l.process),
    text('correlation_key', (l) => l.correlationKey),
  ],
  indexes: [{ columns: ['process', 'correlation_key'] }],
};
export const userTasks: TableSpec<UserTask> = {
  name: 'user_tasks',
  columns: [
    bigint('pi', (t) => t.pi),
    text('assignee', (t) => t.assignee),
    text('state', (t) => t.state),
    bigint('el', (t) => t.el),
    bigint('definition', (t) => t.definition),
    text('process', (t) => t.process),
    text('element_id', (t) => t.elementId),
    text('name', (t) => t.name),
    text('tenant', (t) => t.tenant),
    { name: 'priority', type: 'integer', of: (t) => t.priority },
    bigint('created', (t) => t.at),
    bigint('ended', (t) => t.ended ?? null),
    bigint('due', (t) => msOf(t.dueDate)),
    bigint('follow_up', (t) => msOf(t.followUpDate)),
  ],
  indexes: [
    { columns: ['pi'] },
    { columns: ['el'] },
    { columns: ['definition'] },
    { columns: ['state', 'key'] },
    { columns: ['assignee', 'key'], when: "assignee <> ''" },
    { columns: ['ended'], when: 'ended is not null' },
  ],
};
export const loopItems: TableSpec<LoopItems> = { name: 'loop_items', columns: [], indexes: [] };
export const continuations: TableSpec<Continuation> = { name: 'continuations', columns: [], indexes: [] };
export const batchOperations: TableSpec<BatchOperation> = {
  name: 'batch_operations',
  columns: [
    text('state', (b) => b.state),
    text('type', (b) => b.plan.type),
    { name: 'open', type: 'integer', of: (b) => (b.state === 'CREATED' || b.state === 'ACTIVE' ? 1 : 0) },
    bigint('ended', (b) => b.ended ?? null),
  ],
  indexes: [
    { columns: ['open'], when: 'open = 1' },
    { columns: ['ended'], when: 'ended is not null' },
  ],
};
export const batchItems: TableSpec<BatchItem> = {
  name: 'batch_items',
  columns: [
    bigint('batch', (i) => i.batch),
    text('state', (i) => i.state),
    bigint('item', (i) => i.item),
    bigint('pi', (i) => i.pi),
  ],
  indexes: [{ columns: ['batch', 'state', 'key'] }, { columns: ['pi'] }],
};
export const decisionInstances: TableSpec<DecisionInstance> = {
  name: 'decision_instances',
  columns: [
    bigint('evaluation', (d) => d.evaluation),
    { name: 'position', type: 'integer', of: (d) => d.position },
    bigint('pi', (d) => d.pi),
    bigint('definition', (d) => d.definition),
    bigint('el', (d) => d.el),
    bigint('decision', (d) => d.decision),
    text('decision_id', (d) => d.decisionId),
    text('decision_name', (d) => d.decisionName),
    { name: 'decision_version', type: 'integer', of: (d) => d.version },
    text('decision_type', (d) => d.decisionType),
    text('tenant', (d) => d.tenant),
    bigint('at', (d) => d.at),
    text('state', (d) => d.state),
    text('failure', (d) => d.failure),
  ],
  indexes: [
    { columns: ['evaluation'] },
    { columns: ['pi', 'key'], when: 'pi > 0' },
    { columns: ['decision_id', 'key'] },
    { columns: ['definition', 'at'] },
  ],
};
export const correlations: TableSpec<Correlation> = {
  name: 'correlations',
  columns: [
    bigint('message', (c) => c.message),
    text('name', (c) => c.name),
    text('correlation_key', (c) => c.correlationKey),
    text('tenant', (c) => c.tenant),
    bigint('subscription', (c) => c.subscription),
    bigint('el', (c) => c.el),
    text('element_id', (c) => c.elementId),
    bigint('pi', (c) => c.pi),
    bigint('definition', (c) => c.definition),
    text('process', (c) => c.process),
    bigint('at', (c) => c.at),
  ],
  indexes: [{ columns: ['pi', 'key'] }, { columns: ['name', 'key'] }, { columns: ['definition', 'at'] }],
};
export const resolvedIncidents: TableSpec<ResolvedIncident> = {
  name: 'resolved_incidents',
  columns: [
    bigint('pi', (i) => i.pi),
    bigint('definition', (i) => i.definition),
    bigint('at', (i) => i.resolved),
  ],
  indexes: [{ columns: ['pi'] }, { columns: ['definition', 'at'] }],
};
export const clock: TableSpec<PinnedClock> = { name: 'clock', columns: [], indexes: [] };
export const resources: TableSpec<Resource> = { name: 'resources', columns: [], indexes: [] };

/** Written by `Instances`. */
export const instances: TableSpec<never> = {
  name: 'instances',
  columns: [
    { name: 'definition', type: 'bigint', of: () => null },
    { name: 'parent', type: 'bigint', of: () => null },
    { name: 'started', type: 'bigint', of: () => null },
    { name: 'incidents', type: 'integer', of: () => null },
  ],
  indexes: [{ columns: ['definition', 'key'] }, { columns: ['parent'], when: 'parent > 0' }],
};
export const elements: TableSpec<never> = {
  name: 'elements',
  columns: [
    { name: 'definition', type: 'bigint', of: () => null },
    { name: 'node', type: 'integer', of: () => null },
    { name: 'incident', type: 'bigint', of: () => null },
  ],
  indexes: [{ columns: ['definition', 'node'] }],
};

export const allSpecs = [
  instances,
  elements,
  jobs,
  timers,
  messages,
  messageSubscriptions,
  signalSubscriptions,
  incidents,
  startLocks,
  userTasks,
  loopItems,
  batchOperations,
  batchItems,
  decisionInstances,
  correlations,
  resolvedIncidents,
  continuations,
  clock,
  resources,
] as unknown as TableSpec<never>[];
