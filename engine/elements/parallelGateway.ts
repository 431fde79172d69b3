import type { Behavior } from '../execution.ts';
import { activated, completeLater } from './tokens.ts';

/** Activated once every incoming flow has been taken (tokens.ts); then takes every outgoing flow. */
export const parallelGateway: Behavior = {
  activate(x, el) {
    completeLater(x, activated(x, el));
  },
};
