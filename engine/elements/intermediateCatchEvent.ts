import type { Behavior } from '../execution.ts';
import { subscribe } from './subscriptions.ts';
import { activated, completeLater } from './tokens.ts';

/** A catch event waits for its event; behind an event-based gateway the event has already happened, and a link
 * waits for nothing. */
export const intermediateCatchEvent: Behavior = {
  activate(x, el, node) {
    if (el.result !== undefined || node.event?.kind === 'link') {
      completeLater(x, activated(x, el));
      return;
    }
    subscribe(x, el, [node]);
    activated(x, x.element(el.key)!);
  },
};
