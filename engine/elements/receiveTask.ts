import type { Behavior } from '../execution.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated } from './tokens.ts';

/** A receive task waits for its message. */
export const receiveTask: Behavior = {
  activate(x, el, node) {
    subscribe(x, el, [node, ...boundariesOf(el, node)]);
    activated(x, x.element(el.key)!);
  },
};
