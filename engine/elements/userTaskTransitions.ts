// How a user task goes from one state to the next: the task listeners of the event run one after the other, each
// of which may correct the task or deny the change, then it is done
// (https://docs.camunda.io/docs/components/concepts/user-task-listeners/).
import { IncidentError, type Rejection, rejection } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { ElementInstance, UserTask, UserTaskTransition } from '../state/rows.ts';
import { raise } from './incidents.ts';
import { runTaskListener } from './listeners.ts';
import { merge, setLocal } from './variables.ts';

const STATES = {
  creating: 'CREATING',
  assigning: 'ASSIGNING',
  updating: 'UPDATING',
  completing: 'COMPLETING',
  canceling: 'CANCELING',
} as const;

type Begun = Omit<UserTaskTransition, 'corrected' | 'listeners'>;

/** Begins a transition; its listeners and its end are steps of their own. */
export function beginTransition(x: Execution, el: ElementInstance, task: UserTask, begun: Begun): void {
  const state = STATES[begun.event];
  x.state.userTasks.put({ ...task, state, transition: { ...begun, corrected: {}, listeners: 0 } });
  x.record('USER_TASK', begun.command === 'CLAIM' ? 'CLAIMING' : state, task.key, el);
  x.steps.push({ do: 'userTask', key: el.key });
}

/** Runs the next listener, or ends the transition when there is none left; also again after an incident. */
export function advanceTransition(x: Execution, el: ElementInstance): void {
  const task = el.userTask === undefined ? undefined : x.state.userTasks.get(el.userTask);
  // A listener at work goes on by itself; this step was asked for by a transition that a later one has replaced.
  if (task?.transition === undefined || el.job !== undefined) return;
  const { transition } = task;
  const listener = x.node(el).taskListeners.filter(({ eventType }) => eventType === transition.event)[
    transition.listeners
  ];
  if (listener === undefined) {
    end(x, el, task, transition);
    return;
  }
  const error = x.attempt(IncidentError, () => runTaskListener(x, el, task, transition, listener));
  if (error === undefined) return;
  // What could not be evaluated is put right by changing variables, on which the listeners before depend as well:
  // all of them run again.
  x.state.userTasks.put({ ...task, transition: { ...transition, corrected: {}, listeners: 0 } });
  raise(x, el, error);
}

function end(x: Execution, el: ElementInstance, task: UserTask, transition: UserTaskTransition): void {
  const { transition: _, ...rest } = task;
  const done: UserTask = { ...rest, ...transition.asked, ...transition.corrected };
  switch (transition.event) {
    case 'creating':
      created(x, el, done, task.assignee);
      return;
    case 'assigning':
      x.state.userTasks.put({ ...done, state: 'CREATED' });
      x.record('USER_TASK', 'ASSIGNED', task.key, el);
      break;
    case 'updating':
      x.state.userTasks.put({ ...done, state: 'CREATED' });
      if (transition.variables) setVariables(x, el, transition.variables);
      x.record('USER_TASK', 'UPDATED', task.key, el);
      break;
    case 'completing':
      over(x, el, { ...done, state: 'COMPLETED' });
      x.steps.push({ do: 'complete', key: el.key });
      break;
    case 'canceling':
      over(x, el, { ...done, state: 'CANCELED' });
      x.steps.push({ do: 'terminated', key: el.key });
      return;
  }
  x.effects.push({ kind: 'ended', pi: task.key, completed: true, variables: {} });
}

/** An assignee that the model gives is assigned once the task is there, with its listeners. */
function created(x: Execution, el: ElementInstance, task: UserTask, initial: string): void {
  const there: UserTask = { ...task, state: 'CREATED', assignee: initial === '' ? task.assignee : '' };
  x.state.userTasks.put(there);
  x.record('USER_TASK', 'CREATED', task.key, el);
  if (initial === '') return;
  const asked = { assignee: initial };
  beginTransition(x, el, there, { event: 'assigning', command: 'ASSIGN', action: '', asked });
}

/** Without its listeners. */
export function cancelQuietly(x: Execution, el: ElementInstance, task: UserTask): void {
  const { transition: _, ...rest } = task;
  x.record('USER_TASK', 'CANCELING', task.key, el);
  over(x, el, { ...rest, state: 'CANCELED' });
}

function over(x: Execution, el: ElementInstance, task: UserTask): void {
  x.state.userTasks.put({ ...task, ended: x.now });
  const { userTask: _, ...rest } = el;
  x.put(rest);
  x.record('USER_TASK', task.state, task.key, el);
}

function setVariables(x: Execution, el: ElementInstance, how: 'local' | 'propagated'): void {
  const { result = {}, ...rest } = el;
  x.put(rest);
  if (how === 'local') setLocal(x, el, result);
  else merge(x, el, result);
  x.record('VARIABLE_DOCUMENT', 'UPDATED', x.key(), el);
}

const DENIED: Partial<Record<UserTaskTransition['event'], [intent: string, what: string]>> = {
  assigning: ['ASSIGNMENT_DENIED', 'Assignment'],
  updating: ['UPDATE_DENIED', 'Update'],
  completing: ['COMPLETION_DENIED', 'Completion'],
};

export function isDeniable(event: UserTaskTransition['event']): boolean {
  return DENIED[event] !== undefined;
}

/** The task is again as it was before the transition began. */
export function denyTransition(x: Execution, el: ElementInstance, task: UserTask, reason: string): void {
  const { transition, ...rest } = task;
  const [intent, what] = DENIED[transition!.event]!;
  x.state.userTasks.put({ ...rest, state: 'CREATED' });
  const { result: _, ...without } = el;
  x.put(without);
  x.record('USER_TASK', intent, task.key, el, reason);
  refuseTransition(
    x,
    task,
    `${what} of the User Task with key '${task.key}' was denied by Task Listener. Reason to deny: '${reason}'`,
  );
}

/** Tells who waits for the transition that it will not come to its end. */
export function refuseTransition(x: Execution, task: UserTask, reason: string): void {
  if (task.transition === undefined) return;
  const why: Rejection = rejection('FAILED_PRECONDITION', task.transition.command, reason);
  x.effects.push({ kind: 'ended', pi: task.key, completed: false, variables: {}, rejection: why });
}
