import type { Behavior } from '../execution.ts';
import { evaluateString } from '../expression/evaluate.ts';
import { activateJob } from './jobs.ts';
import { throwError, uncaught } from './throwing.ts';
import { throwEvent } from './thrownEvents.ts';
import { activated, takeFlows, terminateLater } from './tokens.ts';
import { localVariables } from './variables.ts';

/** End events: none, message (a job), error, escalation, signal, terminate, compensation. */
export const endEvent: Behavior = {
  activate(x, el, node) {
    const { event } = node;
    if (node.job) return activateJob(x, el, node, node.job);
    if (event?.kind === 'error') {
      const code = event.code ? x.evaluate(evaluateString, event.code, el) : '';
      const active = activated(x, el);
      if (!throwError(x, active, code, localVariables(x, active))) throw uncaught(x, active, code);
      return;
    }
    throwEvent(x, el, node);
  },
  completed(x, _el, node, scope) {
    if (node.event?.kind === 'terminate') {
      // Everything else in the scope ends; then the scope completes.
      for (const child of x.state.instances.children(scope)) terminateLater(x, child);
      const left = x.state.instances.children(scope).length;
      x.put({ ...scope, active: left + 1, tokens: undefined, ended: true });
      takeFlows(x, x.element(scope.key)!, []);
      return;
    }
    takeFlows(x, scope, []);
  },
};
