import type { Behavior } from '../execution.ts';
import { eventStarts } from './events.ts';
import { subscribe } from './subscriptions.ts';
import { activated, activateIn } from './tokens.ts';

/** The process: begins at the start event that was triggered, or at the none start event. */
export const process: Behavior = {
  activate(x, el, node) {
    subscribe(x, el, eventStarts(node));
    const { trigger, ...rest } = x.element(el.key)!;
    const active = activated(x, rest);
    if (trigger) {
      const start = x.graph(el).nodes[trigger.node]!;
      activateIn(x, active, start, { triggered: true, variables: trigger.variables });
    } else activateIn(x, active, node.noneStart!);
  },
  terminate() {
    return true;
  },
};
