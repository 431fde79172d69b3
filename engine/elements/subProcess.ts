import type { Behavior } from '../execution.ts';
import { eventStarts } from './events.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated, activateIn } from './tokens.ts';

/** An embedded sub-process: a scope that begins at its none start event. */
export const subProcess: Behavior = {
  activate(x, el, node) {
    subscribe(x, el, [...boundariesOf(el, node), ...eventStarts(node)]);
    activateIn(x, activated(x, x.element(el.key)!), node.noneStart!);
  },
};
