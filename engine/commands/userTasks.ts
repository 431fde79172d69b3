// What people do with user tasks that the engine keeps: assign, claim, unassign, update, complete. Each is answered
// when its task listeners have run: `onEnd` is told then, after the command itself has been accepted.
import { beginTransition } from '../elements/userTaskTransitions.ts';
import { reject } from '../errors.ts';
import type { Execution, OnEnd } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { ElementInstance, UserTask, UserTaskAttributes, UserTaskTransition } from '../state/rows.ts';

type Command = UserTaskTransition['command'];

function find(x: Execution, key: number, command: Command): { task: UserTask; el: ElementInstance } {
  const verb = command.toLowerCase();
  const task = x.state.userTasks.get(key);
  const open = task?.ended === undefined ? task : undefined;
  const el = open && x.state.instances.resident(open.pi) && x.element(open.el);
  if (task === undefined || el === undefined)
    reject(
      'NOT_FOUND',
      command,
      `Expected to ${verb} user task with key '${key}', but no such user task was found`,
    );
  mustBeCreated(task, command);
  return { task, el };
}

function mustBeCreated({ key, state }: UserTask, command: Command): void {
  if (state !== 'CREATED')
    reject(
      'FAILED_PRECONDITION',
      command,
      `Expected to ${command.toLowerCase()} user task with key '${key}', but it is in state '${state}'`,
    );
}

export interface CompleteUserTask {
  key: number;
  variables: VariableContext;
  action: string;
}

export function completeUserTask(
  x: Execution,
  { key, variables, action }: CompleteUserTask,
  onEnd: OnEnd,
): void {
  const { task, el } = find(x, key, 'COMPLETE');
  const completing = Object.keys(variables).length > 0 ? x.put({ ...el, result: variables }) : el;
  x.effects.push({ kind: 'await', pi: key, onEnd });
  beginTransition(x, completing, task, { event: 'completing', command: 'COMPLETE', action, asked: {} });
}

export interface AssignUserTask {
  key: number;
  /** '': nobody */
  assignee: string;
  /** false: only if nobody else has it (a claim) */
  allowOverride: boolean;
  action: string;
}

export function assignUserTask(
  x: Execution,
  { key, assignee, allowOverride, action }: AssignUserTask,
  onEnd: OnEnd,
): void {
  const command = allowOverride ? 'ASSIGN' : 'CLAIM';
  const { task, el } = find(x, key, command);
  if (!allowOverride && task.assignee !== '' && task.assignee !== assignee)
    reject(
      'FAILED_PRECONDITION',
      command,
      `Expected to claim user task with key '${key}', but it has already been assigned`,
    );
  x.effects.push({ kind: 'await', pi: key, onEnd });
  beginTransition(x, el, task, { event: 'assigning', command, action, asked: { assignee } });
}

export interface UpdateUserTask {
  key: number;
  changes: Partial<Omit<UserTaskAttributes, 'assignee'>>;
  action: string;
}

export function updateUserTask(x: Execution, { key, changes, action }: UpdateUserTask, onEnd: OnEnd): void {
  const { task, el } = find(x, key, 'UPDATE');
  x.effects.push({ kind: 'await', pi: key, onEnd });
  beginTransition(x, el, task, { event: 'updating', command: 'UPDATE', action, asked: changes });
}

/** SetVariables on the element of a user task is an update of the task. @returns its key; undefined for others */
export function updateVariables(
  x: Execution,
  el: ElementInstance,
  variables: VariableContext,
  local: boolean,
  onEnd: OnEnd,
): number | undefined {
  const task = el.userTask === undefined ? undefined : x.state.userTasks.get(el.userTask);
  if (task === undefined) return undefined;
  mustBeCreated(task, 'UPDATE');
  const updating = x.put({ ...el, result: variables });
  x.effects.push({ kind: 'await', pi: task.key, onEnd });
  beginTransition(x, updating, task, {
    event: 'updating',
    command: 'UPDATE',
    action: 'update',
    asked: {},
    variables: local ? 'local' : 'propagated',
  });
  return task.key;
}
