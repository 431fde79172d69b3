// Runs what a command asks for, step by step.

import { join } from './elements/inclusiveJoin.ts';
import {
  activate,
  begin,
  calledEnded,
  complete,
  startInterrupting,
  terminate,
  terminated,
} from './elements/lifecycle.ts';
import { correlateWaiting, startNext } from './elements/messages.ts';
import { startItems } from './elements/multiInstance.ts';
import { signal } from './elements/signals.ts';
import { advanceTransition } from './elements/userTaskTransitions.ts';
import type { Execution, Step } from './execution.ts';
import { allowEvaluation, OutOfTurn } from './expression/evaluation.ts';
import { NotResident } from './state/table.ts';
import type { Turn } from './turn.ts';

/** A run whose expressions have made more than this is cut as well. */
const SLICE_WRITTEN = 8 * 1024 * 1024;

/** Runs what is to be done. A run longer than its turn is cut, and goes on after others have had theirs.
 * @returns whether it has been cut */
export function runSteps(x: Execution, turn: Turn): boolean {
  let done = 0;
  const full = x.written + SLICE_WRITTEN;
  while (done < x.steps.length && done < turn.steps && x.written < full) {
    const step = x.steps[done]!;
    const { written } = x;
    x.stepsDone = done + 1;
    if (x.attempt(OutOfTurn, () => runStep(x, step))) {
      x.written = written;
      break;
    }
    if (done++ === 0) allowEvaluation(turn.evaluation);
  }
  const cut = done < x.steps.length;
  if (cut) {
    const key = x.key();
    const steps = x.steps.slice(done);
    const instances = [...new Set(steps.flatMap((step) => instanceOf(x, step)))];
    x.state.continuations.put({ key, steps, instances, written: x.written });
    x.effects.push({ kind: 'continue', key });
  }
  x.steps = [];
  return cut;
}

/** The rest of a run that was cut. */
export function resume(x: Execution, key: number): void {
  const continuation = x.state.continuations.get(key);
  if (continuation === undefined) return;
  const missing = x.state.instances.missing(continuation.instances);
  if (missing.length > 0) throw new NotResident({ kind: 'instances', keys: missing });
  x.state.continuations.delete(key);
  x.steps = [...(continuation.steps as Step[])];
  x.written = continuation.written ?? 0;
}

function instanceOf(x: Execution, step: Step): number[] {
  if (step.do === 'correlate' || step.do === 'startNext' || step.do === 'signal') return [];
  const el = x.element(step.do === 'activate' ? step.scope : step.key);
  return el === undefined ? [] : [el.pi];
}

function runStep(x: Execution, step: Step): void {
  if (step.do === 'activate') activate(x, step);
  else if (step.do === 'correlate') correlateWaiting(x, step.subscription);
  else if (step.do === 'startNext') startNext(x, step);
  else if (step.do === 'signal') signal(x, step.subscriptions, step.variables);
  else {
    const el = x.element(step.key);
    if (el === undefined) return;
    if (step.do === 'complete') complete(x, el);
    else if (step.do === 'begin') begin(x, el);
    else if (step.do === 'terminate') terminate(x, el, step.byHand);
    else if (step.do === 'join') join(x, el);
    else if (step.do === 'items') startItems(x, el);
    else if (step.do === 'userTask') advanceTransition(x, el);
    else if (step.do === 'terminated') terminated(x, el);
    else if (step.do === 'interrupt') startInterrupting(x, el);
    else calledEnded(x, el);
  }
}
