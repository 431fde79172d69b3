// An event has happened to an element instance that waited for it.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance, type Subscription } from '../state/rows.ts';
import { cancelJob } from './jobs.ts';
import { closeSubscriptions } from './subscriptions.ts';
import { activateIn, completeLater, terminateLater } from './tokens.ts';

/** @param node the catch event: `el`'s own, a boundary event on it, a start event of an event sub-process in it,
 * or a catch event behind an event-based gateway. @param by key of the subscription, which the caller ends
 * @returns whether the event was taken */
export function trigger(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  variables: VariableContext,
  by?: number,
): boolean {
  if (el.state !== ACTIVATED && !(node.type === 'BOUNDARY_EVENT' || isEventStart(node))) return false;
  if (node.type === 'BOUNDARY_EVENT') return triggerBoundary(x, el, node, variables);
  if (isEventStart(node)) return triggerEventSubProcess(x, el, node, variables, by);
  if (el.trigger || el.result) return false;
  if (x.node(el).type === 'EVENT_BASED_GATEWAY') x.put({ ...el, trigger: { node: node.index, variables } });
  else x.put({ ...el, result: variables });
  completeLater(x, el);
  return true;
}

export function isEventStart(node: FlowNode): boolean {
  return node.type === 'START_EVENT' && node.scope?.type === 'EVENT_SUB_PROCESS';
}

function triggerBoundary(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  variables: VariableContext,
): boolean {
  if (node.interrupting) {
    // Instead of an event sub-process that still waits for the scope to be left.
    if (el.trigger && x.graph(el).nodes[el.trigger.node]!.type === 'BOUNDARY_EVENT') return false;
    x.put({ ...el, trigger: { node: node.index, variables } });
    terminateLater(x, el);
    return true;
  }
  const scope = x.scope(el)!;
  if (scope.state !== ACTIVATED || scope.interrupted || scope.ended) return false;
  activateIn(x, scope, node, { triggered: true, variables });
  return true;
}

function triggerEventSubProcess(
  x: Execution,
  scope: ElementInstance,
  start: FlowNode,
  variables: VariableContext,
  by: number | undefined,
): boolean {
  if (scope.state !== ACTIVATED || scope.interrupted || scope.ended) return false;
  if (!start.interrupting) {
    activateIn(x, scope, start.scope!, { start: start.index, variables });
    return true;
  }
  // Boundary events of the scope still may happen.
  const { nodes } = x.graph(scope);
  const inside = (sub: Subscription) => isEventStart(nodes[sub.node]!);
  closeSubscriptions(x, scope, (sub) => sub.key !== by && inside(sub));
  cancelJob(x, scope);
  x.put({
    ...scope,
    subs: scope.subs?.filter((sub) => !inside(sub)),
    job: undefined,
    interrupted: true,
    trigger: { node: start.index, variables },
  });
  const children = x.state.instances.children(scope);
  for (const child of children) terminateLater(x, child);
  if (children.length === 0) x.steps.push({ do: 'interrupt', key: scope.key });
  return true;
}

/** Start events of the event sub-processes in a scope that wait for something from outside. */
export function eventStarts(node: FlowNode): FlowNode[] {
  return node.eventSubProcesses.flatMap((sub) => sub.startEvents);
}
