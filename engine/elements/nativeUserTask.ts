// User tasks that the engine keeps (zeebe:userTask).

import type { Execution } from '../execution.ts';
import { evaluate, evaluateNumber, evaluateString, evaluateStrings } from '../expression/evaluate.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated } from './tokens.ts';

export function activateUserTask(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  form: number | string | undefined,
): void {
  const task = node.userTask!;
  const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  const row = {
    assignee: task.assignee ? x.evaluate(evaluateString, task.assignee, el) : '',
    candidateGroups: task.candidateGroups ? x.evaluate(evaluateStrings, task.candidateGroups, el) : [],
    candidateUsers: task.candidateUsers ? x.evaluate(evaluateStrings, task.candidateUsers, el) : [],
    dueDate: task.dueDate ? text(x.evaluate(evaluate, task.dueDate, el)) : '',
    followUpDate: task.followUpDate ? text(x.evaluate(evaluate, task.followUpDate, el)) : '',
    priority: task.priority ? x.evaluate(evaluateNumber, task.priority, el) : 50,
    formKey: typeof form === 'number' ? form : -1,
    externalFormReference: task.form?.externalReference
      ? text(x.evaluate(evaluate, task.form.externalReference, el))
      : '',
  };
  subscribe(x, el, boundariesOf(el, node));
  const key = x.key();
  const { definition, tenant } = x.root(el).root!;
  x.state.userTasks.put({
    key,
    pi: el.pi,
    el: el.key,
    definition,
    node: el.node,
    tenant,
    state: 'CREATED',
    at: x.now,
    ...row,
  });
  x.put({ ...x.element(el.key)!, userTask: key });
  x.record('USER_TASK', 'CREATING', key, el);
  x.record('USER_TASK', 'CREATED', key, el);
  activated(x, x.element(el.key)!);
}

export function endUserTask(x: Execution, el: ElementInstance, how: 'COMPLETED' | 'CANCELED'): void {
  if (el.userTask === undefined) return;
  x.record('USER_TASK', how === 'COMPLETED' ? 'COMPLETING' : 'CANCELING', el.userTask, el);
  x.state.userTasks.delete(el.userTask);
  x.record('USER_TASK', how, el.userTask, el);
}
