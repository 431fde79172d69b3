import type { Behavior } from '../execution.ts';
import { evaluateString } from '../expression/evaluate.ts';
import { compensate } from './compensation.ts';
import { activateJob } from './jobs.ts';
import { broadcast } from './signals.ts';
import { throwEscalation } from './throwing.ts';
import { activated, adjustActive, completeLater, takeFlows } from './tokens.ts';
import { localVariables } from './variables.ts';

/** Throw events: none, message (a job), escalation, signal, link, compensation. */
export const intermediateThrowEvent: Behavior = {
  activate(x, el, node) {
    const { event } = node;
    if (node.job) return activateJob(x, el, node, node.job);
    if (event?.kind === 'compensation') {
      if (!compensate(x, activated(x, el), event.activity)) completeLater(x, x.element(el.key)!);
      return;
    }
    if (event?.kind === 'escalation') {
      const code = event.code ? x.evaluate(evaluateString, event.code, el) : '';
      const active = activated(x, el);
      const caught = throwEscalation(x, active, code);
      x.record('ESCALATION', caught ? 'ESCALATED' : 'NOT_ESCALATED', x.key(), active, code);
      if (!caught?.node.interrupting) completeLater(x, active);
      return;
    }
    if (event?.kind === 'signal')
      broadcast(x, x.evaluate(evaluateString, event.name, el), x.tenant(el), localVariables(x, el));
    completeLater(x, activated(x, el));
  },
  completed(x, _el, node, scope) {
    const { event } = node;
    if (event?.kind !== 'link') return takeFlows(x, scope, node.outgoing);
    const target = node.scope!.children.find(
      (other) =>
        other.type === 'INTERMEDIATE_CATCH_EVENT' &&
        other.event?.kind === 'link' &&
        other.event.name === event.name,
    );
    // The token passes to the catch event of the same name.
    if (target && !scope.ended) x.steps.push({ do: 'activate', scope: scope.key, node: target.index });
    else adjustActive(x, scope.key, -1);
  },
};
