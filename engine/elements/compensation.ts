// Compensation: completed activities with a compensation handler are remembered in their scope; a compensation
// throw event runs the handlers, last completed first, and goes on when all have completed.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import type { Compensable, ElementInstance } from '../state/rows.ts';
import { localVariables } from './variables.ts';

export function rememberForCompensation(x: Execution, el: ElementInstance, node: FlowNode): void {
  const scope = x.scope(el)!;
  const inner = el.compensable ?? [];
  const variables: VariableContext = localVariables(x, el);
  const own = node.compensationBoundary ? [{ node: node.index, variables }] : [];
  x.put({ ...scope, compensable: [...(scope.compensable ?? []), ...inner, ...own] });
}

/** What an instance of a multi-instance activity remembers is its body's. */
export function handOn(x: Execution, el: ElementInstance): void {
  const body = x.scope(el)!;
  x.put({ ...body, compensable: [...(body.compensable ?? []), ...el.compensable!] });
}

/** @returns whether there is anything to wait for */
export function compensate(x: Execution, el: ElementInstance, activity: FlowNode | undefined): boolean {
  const thrower = x.node(el);
  // In an event sub-process the handlers of the scope around it are meant.
  let scope = x.scope(el)!;
  if (thrower.scope?.type === 'EVENT_SUB_PROCESS') scope = x.scope(scope)!;
  const graph = x.graph(el);
  const chosen = (scope.compensable ?? []).filter((c) => within(graph.nodes[c.node]!, activity));
  if (chosen.length === 0) return false;
  const rest = scope.compensable!.filter((c) => !chosen.includes(c));
  x.put({ ...scope, compensable: rest, active: scope.active + chosen.length });
  x.put({ ...x.element(el.key)!, waiting: chosen.length });
  for (const { node, variables } of [...chosen].reverse()) run(x, scope, el, graph.nodes[node]!, variables);
  return true;
}

function within(node: FlowNode, activity: FlowNode | undefined): boolean {
  for (let at: FlowNode | undefined = node; at; at = at.scope)
    if (activity === undefined || at === activity) return true;
  return false;
}

function run(
  x: Execution,
  scope: ElementInstance,
  thrower: ElementInstance,
  node: FlowNode,
  variables: Compensable['variables'],
): void {
  const handler = node.compensationBoundary!.compensationHandler!;
  x.record('COMPENSATION_SUBSCRIPTION', 'TRIGGERED', thrower.key, thrower, node.id);
  x.steps.push({
    do: 'activate',
    scope: scope.key,
    node: handler.index,
    variables,
    compensates: thrower.key,
  });
}

/** A handler has completed, or was terminated by hand: the throw event completes after the last of them. */
export function handlerEnded(x: Execution, thrower: number): void {
  const el = x.element(thrower);
  if (el === undefined || el.waiting === undefined) return;
  const waiting = el.waiting - 1;
  x.put({ ...el, waiting });
  if (waiting === 0) x.steps.push({ do: 'complete', key: thrower });
}
