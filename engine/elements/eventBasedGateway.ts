import type { Behavior } from '../execution.ts';
import { subscribe } from './subscriptions.ts';
import { activated, adjustActive, recordFlow } from './tokens.ts';

/** Waits for the events of all that follow it; the first to happen takes the token. */
export const eventBasedGateway: Behavior = {
  activate(x, el, node) {
    subscribe(
      x,
      el,
      node.outgoing.map((flow) => flow.target),
    );
    activated(x, x.element(el.key)!);
  },
  completed(x, el, node, scope) {
    const flow = node.outgoing.find(({ target }) => target.index === el.trigger!.node);
    if (flow === undefined) return adjustActive(x, scope.key, -1);
    recordFlow(x, scope, flow);
    x.steps.push({
      do: 'activate',
      scope: scope.key,
      node: el.trigger!.node,
      triggered: true,
      variables: el.trigger!.variables,
    });
  },
};
