// Tokens: how many are in a scope, where they go next. Nothing here runs an element; it only asks for steps.
import type { Execution, Step } from '../execution.ts';
import type { FlowNode, SequenceFlow } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../state/rows.ts';

export function activated(x: Execution, el: ElementInstance): ElementInstance {
  const active = x.put({ ...el, state: ACTIVATED });
  x.record('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', el.key, active);
  return active;
}

/** Asks for completion, in its turn. */
export function completeLater(x: Execution, el: ElementInstance): void {
  x.steps.push({ do: 'complete', key: el.key });
}

export function terminateLater(x: Execution, el: ElementInstance, byHand?: true): void {
  x.steps.push({ do: 'terminate', key: el.key, ...(byHand && { byHand }) });
}

/** One token of the scope becomes as many as there are flows; none: the scope may be done. */
export function takeFlows(x: Execution, scope: ElementInstance, outgoing: readonly SequenceFlow[]): void {
  const flows = scope.ended ? [] : outgoing;
  adjustActive(x, scope.key, flows.length - 1);
  for (const flow of flows) takeFlow(x, scope.key, flow);
}

/** A token of the scope has moved: what waits at its inclusive gateways is looked at when all have moved. */
export function checkJoins(x: Execution, scope: ElementInstance): void {
  if (!scope.inclusive || x.joining.has(scope.key)) return;
  x.joining.add(scope.key);
  x.steps.push({ do: 'join', key: scope.key });
}

/** Changes a scope's count of active children; at 0 it completes. */
export function adjustActive(x: Execution, scopeKey: number, by: number): void {
  if (by === 0) return;
  const scope = x.element(scopeKey);
  if (scope === undefined) return;
  const active = Math.max(0, scope.active + by);
  checkJoins(x, x.put({ ...scope, active }));
  if (active === 0 && scope.state === ACTIVATED && !(scope.trigger && scope.interrupted))
    completeLater(x, scope);
}

/** A sequence flow has been taken. */
export function recordFlow(x: Execution, scope: ElementInstance, flow: SequenceFlow): void {
  x.state.instances.walk(scope.pi, [1, flow.index, x.now]);
  x.records?.push({
    valueType: 'PROCESS_INSTANCE',
    intent: 'SEQUENCE_FLOW_TAKEN',
    key: x.key(),
    elementId: flow.id,
    elementType: 'SEQUENCE_FLOW',
    processInstanceKey: scope.pi,
  });
}

function takeFlow(x: Execution, scopeKey: number, flow: SequenceFlow): void {
  const scope = x.element(scopeKey)!;
  recordFlow(x, scope, flow);
  const { target } = flow;
  if (target.type === 'INCLUSIVE_GATEWAY' && target.incoming.length > 1) {
    const waiting = { ...scope.tokens, [flow.index]: (scope.tokens?.[flow.index] ?? 0) + 1 };
    checkJoins(x, x.put({ ...scope, tokens: waiting, inclusive: true }));
    return;
  }
  const joins = target.type === 'PARALLEL_GATEWAY' && target.incoming.length > 1;
  if (!joins) {
    x.steps.push({ do: 'activate', scope: scopeKey, node: target.index });
    return;
  }
  const tokens: Record<string, number> = {
    ...scope.tokens,
    [flow.index]: (scope.tokens?.[flow.index] ?? 0) + 1,
  };
  if (!target.incoming.every((incoming) => (tokens[incoming.index] ?? 0) > 0)) {
    x.put({ ...scope, tokens });
    return;
  }
  for (const incoming of target.incoming) {
    const left = tokens[incoming.index]! - 1;
    if (left > 0) tokens[incoming.index] = left;
    else delete tokens[incoming.index];
  }
  x.put({ ...scope, tokens, active: scope.active - (target.incoming.length - 1) });
  x.steps.push({ do: 'activate', scope: scopeKey, node: target.index });
}

/** A new token in a scope: a boundary event, an event sub-process, an instance of an ad hoc activity. */
export function activateIn(
  x: Execution,
  scope: ElementInstance,
  node: FlowNode,
  more: Omit<Extract<Step, { do: 'activate' }>, 'do' | 'scope' | 'node'> = {},
): void {
  x.put({ ...scope, active: scope.active + 1 });
  x.steps.push({ do: 'activate', scope: scope.key, node: node.index, ...more });
}
