// What the models of a run and those who deal with them call the same.

export const PROCESSES = ['inner', 'middle', 'outer'];
export const JOB_TYPES = ['red', 'green', 'blue'];
/** Of user tasks that the engine does not keep. */
export const USER_TASK_JOB = 'io.camunda.zeebe:userTask';
/** Of task listeners, by the transition that they hold up. */
export const LISTENER_TYPES = ['creating', 'assigning', 'updating', 'completing', 'canceling'].map(
  (event) => `on-${event}`,
);
export const ERRORS = ['BAD', 'WORSE'];
/** Of every version of every process. */
export const TAG = 'simulated';
/** What a token waits for has names of its own, lest what sits around an activity or a scope, does not interrupt and
 * makes a token each time, takes every message away from it, or doubles what waits faster than it is served. */
export const WAITED = { message: 'knock', signal: 'flare' } as const;
export const AROUND = { message: 'ring', signal: 'alarm' } as const;
export const MESSAGES = [WAITED.message, AROUND.message];
export const SIGNALS = [WAITED.signal, AROUND.signal];
export const START_MESSAGE = 'start';
export const DECISION = 'more';
