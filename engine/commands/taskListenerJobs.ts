// What the worker of a task listener decided: on with the transition, on with corrections, or not.
import { isPriority } from '../elements/userTaskAttributes.ts';
import { denyTransition, isDeniable } from '../elements/userTaskTransitions.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { isDateTime } from '../expression/timers.ts';
import type {
  ElementInstance,
  Job,
  UserTask,
  UserTaskAttributes,
  UserTaskTransition,
} from '../state/rows.ts';

export interface TaskListenerResult {
  denied: boolean;
  deniedReason: string;
  /** What the task's attributes are to be; those left out stay. */
  corrections: Partial<UserTaskAttributes>;
}

/** Of a worker that only completes its job. */
export const NO_RESULT: TaskListenerResult = { denied: false, deniedReason: '', corrections: {} };

type TaskEvent = UserTaskTransition['event'];

/** The event of a task listener's job; undefined for other jobs. */
export function taskEventOf({ listener }: Job): TaskEvent | undefined {
  return listener === 'start' || listener === 'end' ? undefined : listener;
}

/** Refuses what a task listener may not say, before its job is completed. */
export function checkTaskListenerResult(
  x: Execution,
  job: Job,
  el: ElementInstance,
  variables: object,
  result: TaskListenerResult,
): void {
  const event = job.listener as TaskEvent;
  const about = `(job key '${job.key}', type '${job.type}', processInstanceKey '${job.pi}')`;
  const refuse = (why: string): never => reject('INVALID_ARGUMENT', 'COMPLETE', `${why} ${about}`);
  if (Object.keys(variables).length > 0)
    refuse('Task Listener job completion with variables payload provided is not yet supported');
  const corrected = Object.keys(result.corrections).length > 0;
  if (result.denied && corrected)
    refuse('Expected to complete task listener job with corrections, but the job result is denied');
  if (result.denied && !isDeniable(event))
    refuse(
      `Expected to complete task listener job with a denied result, but denying is only supported for the events: assigning, updating, completing; the event was '${event}'`,
    );
  const { assignee, priority, dueDate, followUpDate } = result.corrections;
  if (event === 'creating' && assignee !== undefined && taskOf(x, el).assignee !== '')
    refuse(
      'Expected to complete task listener job without correcting the assignee, as the process specifies an assignee; it can be corrected on assigning',
    );
  if (priority !== undefined && !isPriority(priority))
    refuse(`Expected the corrected priority to be in the range [0,100] but was '${priority}'`);
  for (const date of [dueDate, followUpDate])
    if (date !== undefined && !isDateTime(date))
      refuse(`Expected the corrected date to be a date and time in ISO 8601 but was '${date}'`);
}

/** The job is completed: the next listener, the end of the transition, or the task as it was. */
export function taskListenerCompleted(x: Execution, el: ElementInstance, result: TaskListenerResult): void {
  const task = taskOf(x, el);
  if (result.denied) {
    denyTransition(x, el, task, result.deniedReason);
    return;
  }
  const transition = task.transition!;
  const corrected = { ...transition.corrected, ...result.corrections };
  x.state.userTasks.put({
    ...task,
    transition: { ...transition, corrected, listeners: transition.listeners + 1 },
  });
  if (Object.keys(result.corrections).length > 0) x.record('USER_TASK', 'CORRECTED', task.key, el);
  x.steps.push({ do: 'userTask', key: el.key });
}

function taskOf(x: Execution, el: ElementInstance): UserTask {
  return x.state.userTasks.get(el.userTask!)!;
}
