// Compensation: completed activities with a compensation handler are remembered in their scope; a compensation
// throw event runs the handlers, last completed first, and goes on when all have completed.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, type Compensable, type ElementInstance } from '../state/rows.ts';
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
  const scope = x.scope(el)!;
  const scopes = [scope];
  // In an event sub-process the handlers of the scope around it are meant as well.
  if (x.node(scope).type === 'EVENT_SUB_PROCESS') scopes.push(x.scope(scope)!);
  const waiting = scopes.reduce((sum, { key }) => sum + compensateIn(x, x.element(key)!, el, activity), 0);
  if (waiting === 0) return false;
  x.put({ ...x.element(el.key)!, waiting });
  return true;
}

/** @returns how many handlers of the scope are to run */
function compensateIn(
  x: Execution,
  scope: ElementInstance,
  thrower: ElementInstance,
  activity: FlowNode | undefined,
): number {
  const { nodes } = x.graph(scope);
  const chosen = (scope.compensable ?? []).filter((c) => within(nodes[c.node]!, activity));
  if (chosen.length === 0) return 0;
  const rest = scope.compensable!.filter((c) => !chosen.includes(c));
  x.put({ ...scope, compensable: rest, active: scope.active + chosen.length });
  for (const { node, variables } of [...chosen].reverse()) run(x, scope, thrower, nodes[node]!, variables);
  return chosen.length;
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
  const boundary = node.compensationBoundary!;
  passThrough(x, scope, boundary);
  const handler = boundary.compensationHandler!;
  x.record('COMPENSATION_SUBSCRIPTION', 'TRIGGERED', thrower.key, thrower, node.id);
  x.steps.push({
    do: 'activate',
    scope: scope.key,
    node: handler.index,
    variables,
    compensates: thrower.key,
  });
}

/** The compensation boundary event happens before its handler is activated. */
function passThrough(x: Execution, scope: ElementInstance, boundary: FlowNode): void {
  const [key, node] = [x.key(), boundary.index];
  const el: ElementInstance = {
    key,
    pi: scope.pi,
    scope: scope.key,
    node,
    state: ACTIVATED,
    active: 0,
    since: x.now,
  };
  for (const intent of ['ACTIVATING', 'ACTIVATED', 'COMPLETING', 'COMPLETED'])
    x.record('PROCESS_INSTANCE', `ELEMENT_${intent}`, key, el);
  x.state.instances.walk(scope.pi, [0, node, key, x.now, x.now, 0]);
}

/** A handler has completed, or was terminated by hand: the throw event completes after the last of them. */
export function handlerEnded(x: Execution, thrower: number): void {
  const el = x.element(thrower);
  if (el === undefined || el.waiting === undefined) return;
  const waiting = el.waiting - 1;
  x.put({ ...el, waiting });
  if (waiting === 0) x.steps.push({ do: 'complete', key: thrower });
}
