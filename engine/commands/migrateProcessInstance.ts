// MigrateProcessInstance: a running instance goes on with another definition. Jobs, variables, expressions that have
// been evaluated and input mappings that have been applied stay as they are.
import { elementsOf } from '../elements/adHocSubProcess.ts';
import { closeSubscriptions, subscribe } from '../elements/subscriptions.ts';
import { checkJoins } from '../elements/tokens.ts';
import { setLocal } from '../elements/variables.ts';
import { IncidentError, reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance, type Resource, type RootFacts } from '../state/rows.ts';
import { type CatchEvents, planCatchEvents } from './migration/catchEvents.ts';
import { mapElement } from './migration/elements.ts';
import { type Mapping, type Plan, readPlan, refuse } from './migration/plan.ts';
import { moveCompensable, moveTokens } from './migration/scopes.ts';
import { convertUserTask } from './migration/userTask.ts';

export interface MigrateProcessInstance {
  key: number;
  target: number;
  mappings: Mapping[];
}

interface Move {
  before: ElementInstance;
  after: ElementInstance;
  node: FlowNode;
  events: CatchEvents;
}

export function migrateProcessInstance(
  x: Execution,
  { key, target, mappings }: MigrateProcessInstance,
): void {
  const resident = x.state.instances.resident(key);
  const root = resident && x.element(key);
  if (root === undefined)
    reject(
      'NOT_FOUND',
      'MIGRATE',
      `Expected to migrate process instance but no process instance found with key '${key}'`,
    );
  const definition = x.definitions.get(target);
  if (definition?.kind !== 'process')
    reject(
      'NOT_FOUND',
      'MIGRATE',
      `Expected to migrate process instance to process definition but no process definition found with key '${target}'`,
    );
  const plan = readPlan(key, x.graph(root), x.definitions.graph(target), mappings);
  checkRest(x, plan);
  const moves = breadthFirst(x, root).map((el) => planMove(x, plan, el, definition));
  // In three rounds, as each element is read by the graph that its root names.
  for (const { before, events } of moves) closeSubscriptions(x, before, (sub) => events.closed.has(sub.key));
  for (const { after, node } of moves) {
    x.put(after);
    moveRows(x, after, target);
    if (node.adHoc && after.state === ACTIVATED && !after.body) setLocal(x, after, elementsOf(node));
    x.record('PROCESS_INSTANCE', 'ELEMENT_MIGRATED', after.key, after);
  }
  for (const { before, after, node } of moves)
    if (!plan.from.nodes[before.node]!.userTask?.native)
      convertUserTask(x, plan, x.element(after.key)!, node);
  for (const move of moves) openSubscriptions(x, plan, move);
  x.state.instances.repath(key, (node) => plan.to.byId.get(plan.from.nodes[node]!.id)?.index);
  x.operated(key, 'MIGRATE');
  x.record('PROCESS_INSTANCE_MIGRATION', 'MIGRATED', key, x.element(key));
}

/** Nothing may be on its way. */
function checkRest(x: Execution, plan: Plan): void {
  for (const { instances } of x.state.continuations.values())
    if (instances.includes(plan.pi))
      refuse(plan, 'a concurrent command was executed on the process instance. Please retry the migration.');
}

function breadthFirst(x: Execution, root: ElementInstance): ElementInstance[] {
  const elements = [root];
  for (const el of elements) elements.push(...x.state.instances.children(el));
  return elements;
}

function planMove(x: Execution, plan: Plan, el: ElementInstance, definition: Resource): Move {
  const node = mapElement(plan, el);
  const events = planCatchEvents(x, plan, el, plan.from.nodes[el.node]!, node);
  const { tokens, compensable, subs, trigger, ...rest } = el;
  const after: ElementInstance = {
    ...rest,
    node: node.index,
    ...(tokens && { tokens: moveTokens(plan, el) }),
    ...(compensable && { compensable: moveCompensable(plan, el) }),
    ...(subs && { subs: events.kept }),
    ...(trigger && { trigger: { ...trigger, node: nodeIn(plan, trigger.node) } }),
    ...(el.root && { root: moveRoot(x, plan, el.root, definition) }),
  };
  return { before: el, after, node, events };
}

function nodeIn(plan: Plan, index: number): number {
  const { id } = plan.from.nodes[index]!;
  const target = plan.to.byId.get(plan.targets.get(id) ?? id);
  return (
    target?.index ??
    refuse(
      plan,
      `no mapping instruction defined for active element with id '${id}'. Elements cannot be migrated without a mapping.`,
    )
  );
}

function moveRoot(x: Execution, plan: Plan, root: RootFacts, definition: Resource): RootFacts {
  const lock = root.lock === undefined ? undefined : x.state.startLocks.get(root.lock);
  if (lock && lock.process !== definition.id) {
    const { tenant, correlationKey } = lock;
    const where = { tenant, process: definition.id, correlation_key: correlationKey };
    if (x.state.startLocks.find('process', where).length > 0)
      refuse(
        plan,
        `target process definition '${definition.key}' has an active instance triggered by a message start event with correlation key '${correlationKey}'. Only one instance per correlation key is allowed for message start events.`,
      );
    x.state.startLocks.put({ ...lock, process: definition.id });
  }
  const { terminateAfter, ...rest } = root;
  return {
    ...rest,
    definition: definition.key,
    ...(terminateAfter && { terminateAfter: terminateAfter.map((node) => nodeIn(plan, node)) }),
  };
}

function openSubscriptions(x: Execution, plan: Plan, { before, after, node, events }: Move): void {
  const el = x.element(after.key)!;
  checkJoins(x, el);
  if (events.opened.length === 0) return;
  try {
    subscribe(x, el, events.opened);
  } catch (error) {
    if (!(error instanceof IncidentError)) throw error;
    const { id } = plan.from.nodes[before.node]!;
    refuse(
      plan,
      `active element with id '${id}' is mapped to element with id '${node.id}' that must be subscribed to a catch event. ${error.message}`,
    );
  }
}

/** Rows that name the definition follow. */
function moveRows(x: Execution, el: ElementInstance, definition: number): void {
  const process = x.definitions.get(definition)!.id;
  if (el.job !== undefined) {
    const job = x.state.jobs.get(el.job);
    if (job) {
      x.state.jobs.put({ ...job, definition, node: el.node, last: 'MIGRATED' });
      x.record('JOB', 'MIGRATED', job.key, el);
      moveIncident(x, el, job.incident, definition);
    }
  }
  moveIncident(x, el, el.incident, definition);
  if (el.userTask !== undefined) {
    const task = x.state.userTasks.get(el.userTask);
    const { id: elementId, name = '' } = x.definitions.graph(definition).nodes[el.node]!;
    if (task) x.state.userTasks.put({ ...task, definition, process, node: el.node, elementId, name });
  }
  for (const sub of el.subs ?? []) {
    if (sub.kind === 'timer') {
      const row = x.state.timers.get(sub.key);
      if (row) x.state.timers.put({ ...row, definition, node: sub.node });
      x.record('TIMER', 'MIGRATED', sub.key, el);
    } else if (sub.kind === 'message') {
      const row = x.state.messageSubscriptions.get(sub.key);
      if (row) x.state.messageSubscriptions.put({ ...row, process, node: sub.node });
      x.record('PROCESS_MESSAGE_SUBSCRIPTION', 'MIGRATED', sub.key, el);
    } else {
      const row = x.state.signalSubscriptions.get(sub.key);
      if (row) x.state.signalSubscriptions.put({ ...row, node: sub.node });
      x.record('SIGNAL_SUBSCRIPTION', 'MIGRATED', sub.key, el);
    }
  }
}

function moveIncident(x: Execution, el: ElementInstance, key: number | undefined, definition: number): void {
  const incident = key === undefined ? undefined : x.state.incidents.get(key);
  if (incident === undefined) return;
  x.state.incidents.put({ ...incident, definition, elementId: x.node(el).id });
  x.record('INCIDENT', 'MIGRATED', incident.key, el);
}
