import type { Behavior } from '../execution.ts';
import { activateJob } from './jobs.ts';
import { throwEvent } from './thrownEvents.ts';
import { adjustActive, takeFlows } from './tokens.ts';

/** Throw events: none, message (a job), escalation, signal, link, compensation. */
export const intermediateThrowEvent: Behavior = {
  activate(x, el, node) {
    if (node.job) activateJob(x, el, node, node.job);
    else throwEvent(x, el, node);
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
