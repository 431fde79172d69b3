import type { Turns } from '../turn.ts';

/** Turns so short that nearly every run is cut, and many expressions are stopped and begun again. */
export const HASTY: Turns = {
  short: { steps: 2, beginning: 4, evaluation: 2 },
  long: { steps: 2, beginning: Number.POSITIVE_INFINITY, evaluation: 4 },
};
