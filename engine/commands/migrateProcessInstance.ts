// MigrateProcessInstance: a running instance goes on with another definition.
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { ExecutableProcess, FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';

export interface MigrateProcessInstance {
  key: number;
  target: number;
  mappings: { source: string; target: string }[];
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
  const from = x.graph(root);
  const to = x.definitions.graph(target);
  const plan = readPlan(key, from, to, mappings);
  const moved = [...resident!.elements.values()].map((el) => move(key, from, to, plan, el, target));
  for (const el of moved) {
    x.put(el);
    moveRows(x, el, target);
    x.record('PROCESS_INSTANCE', 'ELEMENT_MIGRATED', el.key, el);
  }
  x.state.instances.repath(key, (node) => to.byId.get(from.nodes[node]!.id)?.index);
}

function readPlan(
  key: number,
  from: ExecutableProcess,
  to: ExecutableProcess,
  mappings: MigrateProcessInstance['mappings'],
): Map<string, string> {
  const plan = new Map<string, string>();
  const refuse = (what: string): never =>
    reject('INVALID_ARGUMENT', 'MIGRATE', `Expected to migrate process instance '${key}' but ${what}`);
  for (const { source, target } of mappings) {
    if (!from.byId.has(source))
      refuse(
        `mapping instructions contain a non-existing source element id '${source}'. Elements provided in mapping instructions must exist in the source process definition.`,
      );
    if (!to.byId.has(target))
      refuse(
        `mapping instructions contain a non-existing target element id '${target}'. Elements provided in mapping instructions must exist in the target process definition.`,
      );
    if (plan.has(source))
      refuse(`the mapping instructions contain duplicate source element ids '${source}'.`);
    plan.set(source, target);
  }
  return plan;
}

function move(
  key: number,
  from: ExecutableProcess,
  to: ExecutableProcess,
  plan: Map<string, string>,
  el: ElementInstance,
  definition: number,
): ElementInstance {
  const refuse = (what: string): never =>
    reject('FAILED_PRECONDITION', 'MIGRATE', `Expected to migrate process instance '${key}' but ${what}`);
  if (el.scope === 0) return { ...el, root: { ...el.root!, definition } };
  const source = from.nodes[el.node]!;
  const mapped = plan.get(source.id);
  if (mapped === undefined)
    refuse(
      `no mapping instruction defined for active element with id '${source.id}'. Elements cannot be migrated without a mapping.`,
    );
  const node = to.byId.get(mapped!)!;
  checkPair(source, node, refuse);
  const subs = el.subs?.map((sub) => {
    const catches = from.nodes[sub.node]!;
    const other = to.byId.get(plan.get(catches.id) ?? catches.id);
    return other
      ? { ...sub, node: other.index }
      : refuse(
          `active element with id '${source.id}' has a catch event '${catches.id}' that is not in the target process.`,
        );
  });
  const tokens = el.tokens && Object.keys(el.tokens).length > 0;
  if (tokens) refuse(`element with id '${source.id}' has sequence flows that wait at a joining gateway.`);
  return { ...el, node: node.index, ...(subs && { subs }) };
}

function checkPair(source: FlowNode, node: FlowNode, refuse: (what: string) => never): void {
  if (source.type !== node.type)
    refuse(
      `active element with id '${source.id}' and type '${source.type}' is mapped to an element with id '${node.id}' and different type '${node.type}'. Elements must be mapped to elements of the same type.`,
    );
  if (source.scope?.type !== 'PROCESS' && source.scope?.id !== node.scope?.id)
    refuse(
      `the flow scope of active element with id '${source.id}' is changed. The flow scope of the active element is expected to be '${source.scope?.id}' but was '${node.scope?.id}'. The flow scope of an element cannot be changed during migration yet.`,
    );
  if (source.userTask?.native !== node.userTask?.native)
    refuse(
      `active user task with id '${source.id}' is mapped to a user task with a different implementation.`,
    );
  if (
    (source.loop === undefined) !== (node.loop === undefined) ||
    source.loop?.sequential !== node.loop?.sequential
  )
    refuse(
      `active element with id '${source.id}' has a different loop characteristics than the target element with id '${node.id}'.`,
    );
}

/** Rows that name the definition follow. */
function moveRows(x: Execution, el: ElementInstance, definition: number): void {
  const process = x.definitions.get(definition)!.id;
  if (el.job !== undefined) {
    const job = x.state.jobs.get(el.job);
    if (job) x.state.jobs.put({ ...job, definition, node: el.node });
  }
  if (el.userTask !== undefined) {
    const task = x.state.userTasks.get(el.userTask);
    const { id: elementId, name = '' } = x.definitions.graph(definition).nodes[el.node]!;
    if (task) x.state.userTasks.put({ ...task, definition, process, node: el.node, elementId, name });
  }
  for (const sub of el.subs ?? []) {
    if (sub.kind === 'timer') {
      const row = x.state.timers.get(sub.key);
      if (row) x.state.timers.put({ ...row, definition, node: sub.node });
    } else if (sub.kind === 'message') {
      const row = x.state.messageSubscriptions.get(sub.key);
      if (row) x.state.messageSubscriptions.put({ ...row, process, node: sub.node });
    } else {
      const row = x.state.signalSubscriptions.get(sub.key);
      if (row) x.state.signalSubscriptions.put({ ...row, node: sub.node });
    }
  }
}
