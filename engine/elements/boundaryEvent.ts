import type { Behavior } from '../execution.ts';
import { activated, completeLater } from './tokens.ts';

/** A boundary event comes into being when its event has happened; what came with it is its result. */
export const boundaryEvent: Behavior = {
  activate(x, el) {
    completeLater(x, activated(x, el));
  },
};
