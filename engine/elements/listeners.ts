// Execution listeners: jobs that run one after the other before an element starts or after it has ended.
import type { Execution } from '../execution.ts';
import { evaluateNumber, evaluateString } from '../expression/evaluate.ts';
import type { Listener } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { createJob } from './jobs.ts';

export function runListener(
  x: Execution,
  el: ElementInstance,
  listener: Listener,
  event: 'start' | 'end',
): void {
  const type = x.evaluate(evaluateString, listener.type, el);
  const retries = x.evaluate(evaluateNumber, listener.retries, el);
  createJob(x, el, { type, retries, headers: listener.headers, listener: event });
}
