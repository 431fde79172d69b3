// Elements begun in the middle of a process: start instructions and modification. Scopes between the process and
// the element come into being with it, without their own start events and input mappings.
import type { Execution } from '../execution.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../state/rows.ts';
import { eventStarts } from './events.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activateIn } from './tokens.ts';

export function activateStarts(x: Execution, root: ElementInstance, nodes: readonly number[]): void {
  const graph = x.graph(root);
  for (const index of nodes) activateInside(x, root, graph.nodes[index]!);
}

/** Activates a node below `scope`, making the scopes between where they are not there.
 * @param prepare sets the variables of each scope on the way, before anything in it is evaluated */
export function activateInside(
  x: Execution,
  scope: ElementInstance,
  node: FlowNode,
  prepare?: (scopeEl: ElementInstance) => void,
): void {
  const between: FlowNode[] = [];
  const top = x.node(scope);
  for (let at = node.scope; at !== undefined && at !== top; at = at.scope) between.unshift(at);
  prepare?.(x.element(scope.key)!);
  let current = x.element(scope.key)!;
  for (const step of between) {
    const existing = x.state.instances
      .children(current)
      .find((child) => child.node === step.index && child.state === ACTIVATED);
    if (existing) prepare?.(existing);
    current = existing ?? openScope(x, current, step, prepare);
  }
  activateIn(x, current, node);
}

function openScope(
  x: Execution,
  parent: ElementInstance,
  node: FlowNode,
  prepare?: (scopeEl: ElementInstance) => void,
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
  prepare?.(el);
  subscribe(x, el, [...boundariesOf(el, node), ...eventStarts(node)]);
  x.record('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', el.key, el);
  return x.element(el.key)!;
}
