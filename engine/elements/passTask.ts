import type { Behavior } from '../execution.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated, completeLater } from './tokens.ts';

/** Manual and undefined tasks: nothing for the engine to do. */
export const passTask: Behavior = {
  activate(x, el, node) {
    subscribe(x, el, boundariesOf(el, node));
    completeLater(x, activated(x, x.element(el.key)!));
  },
};
