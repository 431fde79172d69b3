// Elements begun in the middle of a process: start instructions and modification. Scopes between the process and
// the element come into being with it, without their own start events and input mappings.
import { IncidentError, reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance, type Resource } from '../state/rows.ts';
import { setAdHocVariables } from './adHocSubProcess.ts';
import { eventStarts } from './events.ts';
import { boundariesOf } from './jobs.ts';
import { openProcess, type Start } from './processStart.ts';
import { subscribe } from './subscriptions.ts';
import { activated, activateIn } from './tokens.ts';

interface ByHand {
  /** Of the command, for its rejection. */
  intent: 'CREATE' | 'MODIFY';
  /** Sets the variables of each scope that is made on the way, before anything in it is evaluated. */
  prepare?: (scopeEl: ElementInstance) => void;
  /** Of the element itself. */
  variables?: VariableContext | undefined;
}

/** A new instance that begins at these elements, without a start event and the listeners of the process.
 * @returns its key */
export function startAtElements(
  x: Execution,
  definition: Resource,
  nodes: readonly FlowNode[],
  how: Start,
): number {
  const root = openProcess(x, definition, how);
  openEvents(x, root, eventStarts(x.node(root)), 'CREATE');
  const active = activated(x, x.element(root.key)!);
  for (const node of nodes) activateInside(x, active, node, { intent: 'CREATE' });
  return root.key;
}

/** Activates a node below `scope`, making the scopes between where they are not there. */
export function activateInside(
  x: Execution,
  scope: ElementInstance,
  node: FlowNode,
  { intent, prepare, variables }: ByHand,
): void {
  const between: FlowNode[] = [];
  const top = x.node(scope);
  for (let at = node.scope; at !== undefined && at !== top; at = at.scope) between.unshift(at);
  let current = x.element(scope.key)!;
  for (const step of between) {
    // A modification says by its ancestor which scopes it takes.
    const existing = intent === 'CREATE' ? openIn(x, current, step) : undefined;
    if (existing === undefined) mustGoOn(x, current, step, intent);
    current = existing ?? openScope(x, current, step, { intent, ...(prepare && { prepare }) });
  }
  mustGoOn(x, current, node, intent);
  activateIn(x, current, node, { ...(variables && { variables }) });
}

/** The instance of a scope that takes the element as well; each activation in an ad hoc sub-process has its own. */
function openIn(x: Execution, parent: ElementInstance, node: FlowNode): ElementInstance | undefined {
  if (node.type === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE') return undefined;
  return x.state.instances
    .children(parent)
    .find((child) => child.node === node.index && child.state === ACTIVATED);
}

/** A process that its listeners hold up, and a scope that an event has interrupted or a terminate end event has ended,
 * take no other token. @throws Rejection */
function mustGoOn(x: Execution, scope: ElementInstance, node: FlowNode, intent: ByHand['intent']): void {
  if (scope.state !== ACTIVATED)
    reject(
      'FAILED_PRECONDITION',
      intent,
      `Expected to activate element '${node.id}' but its flow scope '${x.node(scope).id}' is not active`,
    );
  const interrupted = scope.interrupted && (scope.trigger || node.type !== 'EVENT_SUB_PROCESS');
  if (!interrupted && !scope.ended) return;
  reject(
    'INVALID_ARGUMENT',
    intent,
    `Expected to activate element '${node.id}' but its flow scope '${x.node(scope).id}' has been interrupted`,
  );
}

function openScope(
  x: Execution,
  parent: ElementInstance,
  node: FlowNode,
  { intent, prepare }: ByHand,
): ElementInstance {
  x.put({ ...parent, active: parent.active + 1 });
  const el = x.put({
    key: x.key(),
    pi: parent.pi,
    scope: parent.key,
    node: node.index,
    state: ACTIVATED,
    active: 0,
    since: x.now,
  });
  x.record('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', el.key, el);
  if (node.adHoc) setAdHocVariables(x, el, node);
  prepare?.(el);
  openEvents(x, el, [...boundariesOf(el, node), ...eventStarts(node)], intent);
  x.record('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', el.key, el);
  return x.element(el.key)!;
}

/** What a scope made by hand waits for: nobody could resolve an incident of it. @throws Rejection */
function openEvents(
  x: Execution,
  el: ElementInstance,
  events: readonly FlowNode[],
  intent: ByHand['intent'],
): void {
  try {
    subscribe(x, el, events);
  } catch (error) {
    if (!(error instanceof IncidentError)) throw error;
    reject(
      'INVALID_ARGUMENT',
      intent,
      `Expected to subscribe to catch event(s) of '${x.node(el).id}' but ${error.message}`,
    );
  }
}
