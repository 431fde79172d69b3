// The life of every element instance: ACTIVATING → ACTIVATED → COMPLETING → COMPLETED, or → TERMINATING →
// TERMINATED, in the order and with the records that Zeebe documents.
import { IncidentError } from '../errors.ts';
import type { Behavior, Execution, Step } from '../execution.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, ACTIVATING, COMPLETING, type ElementInstance, TERMINATING } from '../state/rows.ts';
import { waitsForMore } from './adHocSubProcess.ts';
import { handlerEnded, handOn, rememberForCompensation } from './compensation.ts';
import { closeIncident, raise } from './incidents.ts';
import { cancelJob } from './jobs.ts';
import { runListener } from './listeners.ts';
import { bodyBehavior, childEnded, forgetItems, startBody } from './multiInstance.ts';
import { endProcess } from './processEnd.ts';
import { closeSubscriptions } from './subscriptions.ts';
import { adjustActive, checkJoins, takeFlows, terminateLater } from './tokens.ts';
import { applyInputs, applyOutputs, setLocal } from './variables.ts';

function behaviorOf(x: Execution, el: ElementInstance, node: FlowNode): Behavior {
  return el.body ? bodyBehavior : x.behaviors[node.type];
}

/** A token enters an element. Its place in the scope's count of active children is already taken. */
export function activate(x: Execution, step: Extract<Step, { do: 'activate' }>): void {
  const scope = x.element(step.scope);
  if (scope === undefined || scope.state !== ACTIVATED) return;
  const node = x.graph(scope).nodes[step.node]!;
  // What an event has interrupted is taken over by that event's sub-process, and may still be compensated; one
  // that was to run beside it comes too late, as does one that a modification begins while the other is yet to begin.
  const late =
    step.start === undefined ? scope.trigger !== undefined : !x.graph(scope).nodes[step.start]!.interrupting;
  const goesOn = (node.type === 'EVENT_SUB_PROCESS' && !late) || step.compensates !== undefined;
  if (scope.ended || (scope.interrupted && !goesOn)) return;
  let el: ElementInstance = {
    key: x.key(),
    pi: scope.pi,
    scope: scope.key,
    node: step.node,
    state: ACTIVATING,
    active: 0,
    since: x.now,
  };
  if (node.loop && step.loopCounter === undefined) el.body = startBody;
  if (step.loopCounter !== undefined) el.loopCounter = step.loopCounter;
  if (step.compensates !== undefined) el.compensates = step.compensates;
  if (step.triggered) el.result = step.variables ?? {};
  if (step.start !== undefined) el.trigger = { node: step.start, variables: step.variables ?? {} };
  el = x.put(el);
  x.record('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', el.key, el);
  checkJoins(x, scope);
  if (!step.triggered && step.start === undefined && step.variables) setLocal(x, el, step.variables);
  begin(x, el);
}

/** Runs the ACTIVATING phase, for the first time or again after an incident or a listener. */
export function begin(x: Execution, el: ElementInstance): void {
  if (el.state !== ACTIVATING) return;
  const node = x.node(el);
  const error = x.attempt(IncidentError, () => {
    let current = el;
    if (!el.body) {
      if (el.listener === undefined) applyInputs(x, el, node);
      if (node.executionListeners.start.length > (el.listener ?? 0)) {
        if (el.listener === undefined) current = x.put({ ...el, listener: 0 });
        runListener(x, current, node.executionListeners.start[current.listener ?? 0]!, 'start');
        return;
      }
    }
    behaviorOf(x, current, node).activate(x, current, node);
  });
  if (error) raiseAnew(x, el, error);
}

/** Whatever fails the phase of an element fails all of it: when that is put right, its mappings and its listeners
 * run again from the first. */
const raiseAnew = (x: Execution, el: ElementInstance, error: IncidentError) =>
  raise(x, x.put({ ...el, listener: undefined }), error);

/** Runs the COMPLETING phase, for the first time or again after an incident or a listener. */
export function complete(x: Execution, element: ElementInstance): void {
  let el = element;
  const node = x.node(el);
  if (el.state === ACTIVATED) {
    if (el.active > 0 || waitsForMore(el, node)) return;
    el = x.put({ ...el, state: COMPLETING, listener: undefined });
    x.record('PROCESS_INSTANCE', 'ELEMENT_COMPLETING', el.key, el);
    // Asked for twice: a listener or an incident holds it up already.
  } else if (el.state !== COMPLETING || el.job !== undefined || el.incident !== undefined) return;
  const error = x.attempt(IncidentError, () => {
    const behavior = behaviorOf(x, el, node);
    if (!el.body) {
      if (el.listener === undefined) {
        behavior.completing?.(x, el, node);
        applyOutputs(x, x.element(el.key)!, node);
      }
      const { end } = node.executionListeners;
      if (end.length > (el.listener ?? 0)) {
        const current = el.listener === undefined ? x.put({ ...el, listener: 0, result: undefined }) : el;
        runListener(x, current, end[current.listener!]!, 'end');
        return;
      }
    } else behavior.completing?.(x, el, node);
    completed(x, x.element(el.key)!, node);
  });
  if (error) raiseAnew(x, el, error);
}

/** COMPLETED: the instance is gone and its token moves on. */
export function completed(x: Execution, el: ElementInstance, node: FlowNode): void {
  closeSubscriptions(x, el);
  forgetItems(x, el);
  x.record('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', el.key, el);
  x.state.instances.walk(el.pi, [0, el.node, el.key, el.since, x.now, 0]);
  if (el.scope === 0) {
    endProcess(x, el, true);
    return;
  }
  if ((node.compensationBoundary || el.compensable) && el.loopCounter === undefined)
    rememberForCompensation(x, el, node);
  if (el.compensable && el.loopCounter !== undefined) handOn(x, el);
  const scope = x.scope(el)!;
  if (el.loopCounter !== undefined) {
    if (scope.state !== ACTIVATED) {
      x.state.instances.remove(el);
      childGone(x, scope);
    } else childEnded(x, scope, el, node);
    return;
  }
  const behavior = behaviorOf(x, el, node);
  x.state.instances.remove(el);
  if (scope.state !== TERMINATING && endsInstance(x, el)) return;
  if (scope.state !== ACTIVATED || (scope.interrupted && scope.trigger)) {
    childGone(x, scope);
    return;
  }
  if (el.compensates !== undefined) {
    adjustActive(x, scope.key, -1);
    handlerEnded(x, el.compensates);
  } else if (behavior.completed) behavior.completed(x, el, node, scope);
  else takeFlows(x, scope, node.outgoing);
}

/** The instance was created to run up to this element: it is terminated instead of going on. */
function endsInstance(x: Execution, el: ElementInstance): boolean {
  const root = x.root(el);
  if (!root.root!.terminateAfter?.includes(el.node)) return false;
  terminateLater(x, root);
  return true;
}

/** Stops an element: what it waits for is cancelled, then its children, then itself. */
export function terminate(x: Execution, element: ElementInstance, byHand?: true): void {
  if (element.state === TERMINATING) return;
  const node = x.node(element);
  closeIncident(x, element);
  const { incident: _, ...rest } = element;
  let el = x.put({ ...rest, state: TERMINATING });
  x.record('PROCESS_INSTANCE', 'ELEMENT_TERMINATING', el.key, el);
  cancelJob(x, el);
  closeSubscriptions(x, el);
  el = x.put({ ...x.element(el.key)!, subs: undefined, job: undefined });
  const children = x.state.instances.children(el);
  for (const child of children) terminateLater(x, child, byHand);
  const behavior = behaviorOf(x, el, node);
  const now = behavior.terminate?.(x, el, node, byHand) ?? true;
  if (now && children.length === 0) terminated(x, x.element(el.key)!);
}

/** TERMINATED: gone; what interrupted it, or the scope that is itself terminating, goes on. */
export function terminated(x: Execution, el: ElementInstance): void {
  forgetItems(x, el);
  x.record('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', el.key, el);
  x.state.instances.walk(el.pi, [0, el.node, el.key, el.since, x.now, 1]);
  if (el.scope === 0) {
    endProcess(x, el, false);
    return;
  }
  const graph = x.graph(el);
  x.state.instances.remove(el);
  const scope = x.scope(el)!;
  if (scope.state === TERMINATING || (scope.interrupted && scope.trigger)) {
    childGone(x, scope);
    return;
  }
  if (scope.body) {
    childEnded(x, scope, el, graph.nodes[el.node]!, true);
    return;
  }
  if (endsInstance(x, el)) return;
  if (!scope.ended && el.trigger && graph.nodes[el.trigger.node]!.type === 'BOUNDARY_EVENT') {
    // The token passes from the activity to the boundary event.
    x.steps.push({
      do: 'activate',
      scope: scope.key,
      node: el.trigger.node,
      triggered: true,
      variables: el.trigger.variables,
    });
    return;
  }
  adjustActive(x, scope.key, -1);
  if (el.compensates !== undefined) handlerEnded(x, el.compensates);
}

/** A scope that is ending, or is being interrupted, goes on when its last child is gone. */
function childGone(x: Execution, scope: ElementInstance): void {
  if (x.state.instances.children(scope).length > 0) return;
  if (scope.state === TERMINATING) terminated(x, scope);
  else if (scope.trigger) startInterrupting(x, scope);
}

/** The instance that a call activity waited for has ended. */
export function calledEnded(x: Execution, el: ElementInstance): void {
  const caller = x.put({ ...el, called: undefined });
  if (caller.state === TERMINATING) terminated(x, caller);
  else terminate(x, caller);
}

/** All children are gone: the interrupting event sub-process takes the scope over. */
export function startInterrupting(x: Execution, scope: ElementInstance): void {
  if (!scope.trigger || !scope.interrupted) return;
  const start = x.graph(scope).nodes[scope.trigger.node]!;
  if (start.type === 'BOUNDARY_EVENT') return;
  const { variables } = scope.trigger;
  x.put({ ...scope, trigger: undefined, tokens: undefined, active: 1 });
  x.steps.push({ do: 'activate', scope: scope.key, node: start.scope!.index, start: start.index, variables });
}
