// How much a run may do before others have their turn.

export interface Turn {
  /** Steps of processes. */
  steps: number;
  /** Steps of evaluation (`Evaluation.spend`) of all expressions of the command itself and of its first step. */
  beginning: number;
  /** The same of all further steps. */
  evaluation: number;
}

export interface Turns {
  /** For a run as it comes. What is not done by then goes on among the long runs. */
  short: Turn;
  /** For one of the long runs; it gets further by one step at least. */
  long: Turn;
}

/** A short turn takes a few ms. */
export const TURNS: Turns = {
  short: { steps: 300, beginning: 20_000, evaluation: 20_000 },
  long: { steps: 500, beginning: Number.POSITIVE_INFINITY, evaluation: 200_000 },
};
