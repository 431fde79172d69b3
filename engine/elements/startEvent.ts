import type { Behavior } from '../execution.ts';
import { activated, completeLater } from './tokens.ts';

/** A start event passes its token on. */
export const startEvent: Behavior = {
  activate(x, el) {
    completeLater(x, activated(x, el));
  },
};
