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
import { advanceTransition } from './elements/userTaskTransitions.ts';
import type { Execution, Step } from './execution.ts';
import { NotResident } from './state/table.ts';

/** A run longer than this is cut, and goes on after other commands have had their turn. */
const SLICE = 2_000;
const SLICE_WRITTEN = 8 * 1024 * 1024;

export function runSteps(x: Execution): void {
  let done = 0;
  const full = x.written + SLICE_WRITTEN;
  for (; done < x.steps.length && done < SLICE && x.written < full; done++) {
    x.stepsDone = done + 1;
    runStep(x, x.steps[done]!);
  }
  if (done < x.steps.length) {
    const key = x.key();
    const steps = x.steps.slice(done);
    const instances = [...new Set(steps.flatMap((step) => instanceOf(x, step)))];
    x.state.continuations.put({ key, steps, instances, written: x.written });
    x.effects.push({ kind: 'continue', key });
  }
  x.steps = [];
}

/** The rest of a run that was cut. */
export function resume(x: Execution, key: number): void {
  const continuation = x.state.continuations.get(key);
  if (continuation === undefined) return;
  const missing = x.state.instances.missing(continuation.instances);
  if (missing.length > 0) throw new NotResident({ kind: 'instances', keys: missing });
  x.state.continuations.delete(key);
  x.steps.push(...(continuation.steps as Step[]));
  x.written = continuation.written ?? 0;
}

function instanceOf(x: Execution, step: Step): number[] {
  if (step.do === 'correlate' || step.do === 'startNext') return [];
  const el = x.element(step.do === 'activate' ? step.scope : step.key);
  return el === undefined ? [] : [el.pi];
}

function runStep(x: Execution, step: Step): void {
  if (step.do === 'activate') activate(x, step);
  else if (step.do === 'correlate') correlateWaiting(x, step.subscription);
  else if (step.do === 'startNext') startNext(x, step);
  else {
    const el = x.element(step.key);
    if (el === undefined) return;
    if (step.do === 'complete') complete(x, el);
    else if (step.do === 'begin') begin(x, el);
    else if (step.do === 'terminate') terminate(x, el, step.byHand);
    else if (step.do === 'join') join(x, el);
    else if (step.do === 'userTask') advanceTransition(x, el);
    else if (step.do === 'terminated') terminated(x, el);
    else if (step.do === 'interrupt') startInterrupting(x, el);
    else calledEnded(x, el);
  }
}
