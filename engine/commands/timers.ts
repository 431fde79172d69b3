// A timer is due.
import { trigger } from '../elements/events.ts';
import { startProcess } from '../elements/processStart.ts';
import { forgetSubscription } from '../elements/subscriptions.ts';
import { nextTimer } from '../elements/timers.ts';
import type { Execution } from '../execution.ts';
import type { Timer } from '../state/rows.ts';

export function timerDue(x: Execution, key: number): void {
  const timer = x.state.timers.get(key);
  if (timer === undefined || timer.due > x.now) return;
  if (timer.el === 0) {
    startTimerDue(x, timer);
    return;
  }
  x.state.instances.resident(timer.pi);
  const el = x.element(timer.el);
  if (el === undefined) {
    x.state.timers.delete(key);
    return;
  }
  const node = x.graph(el).nodes[timer.node]!;
  x.record('TIMER', 'TRIGGERED', key, el);
  const taken = trigger(x, el, node, {}, key);
  const next = taken && !node.interrupting ? nextTimer(timer, x.now) : undefined;
  if (next) {
    keep(x, next);
    return;
  }
  x.state.timers.delete(key);
  const still = x.element(timer.el);
  if (still) forgetSubscription(x, still, key);
}

function startTimerDue(x: Execution, timer: Timer): void {
  const definition = x.definitions.get(timer.definition);
  x.record('TIMER', 'TRIGGERED', timer.key);
  if (definition) {
    const start = x.definitions.graph(timer.definition).nodes[timer.node]!;
    startProcess(x, definition, { start, startVariables: {} });
  }
  const next = definition && nextTimer(timer, x.now);
  if (next) keep(x, next);
  else x.state.timers.delete(timer.key);
}

/** The same timer, for its next time. */
function keep(x: Execution, next: Timer): void {
  x.state.timers.put(next);
  x.due({ kind: 'timer', key: next.key, due: next.due });
}
