import { IncidentError } from '../errors.ts';
import type { Behavior, Execution } from '../execution.ts';
import { evaluate, evaluateNumber, evaluateString, evaluateStrings } from '../expression/evaluate.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { resolve } from './callActivity.ts';
import { activateJob } from './jobs.ts';
import { activateUserTask, endUserTask } from './nativeUserTask.ts';

export const USER_TASK_JOB = 'io.camunda.zeebe:userTask';

/** A user task: a job of Zeebe's own type with what it needs in its headers, or (zeebe:userTask) a task that
 * the engine keeps itself. */
export const userTask: Behavior = {
  activate(x, el, node) {
    if (node.userTask?.native) activateUserTask(x, el, node, resolveForm(x, el, node));
    else activateJob(x, el, node, node.job!, { ...node.job!.headers, ...headers(x, el, node) });
  },
  terminate(x, el) {
    endUserTask(x, el, 'CANCELED');
    return true;
  },
};

/** Headers as Zeebe gives them to workers of user tasks; lists are JSON. */
function headers(x: Execution, el: ElementInstance, node: FlowNode): Record<string, string> {
  const task = node.userTask;
  const result: Record<string, string> = {};
  if (task === undefined) return result;
  const set = (name: string, value: string) => {
    if (value !== '') result[`io.camunda.zeebe:${name}`] = value;
  };
  if (task.assignee) set('assignee', x.evaluate(evaluateString, task.assignee, el));
  if (task.candidateGroups)
    set('candidateGroups', JSON.stringify(x.evaluate(evaluateStrings, task.candidateGroups, el)));
  if (task.candidateUsers)
    set('candidateUsers', JSON.stringify(x.evaluate(evaluateStrings, task.candidateUsers, el)));
  if (task.dueDate) set('dueDate', dateText(x.evaluate(evaluate, task.dueDate, el)));
  if (task.followUpDate) set('followUpDate', dateText(x.evaluate(evaluate, task.followUpDate, el)));
  if (task.priority) set('priority', String(x.evaluate(evaluateNumber, task.priority, el)));
  const form = resolveForm(x, el, node);
  if (form) set('formKey', String(form));
  return result;
}

function dateText(value: unknown): string {
  if (value === null || value === '') return '';
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value.replace(/\[.*\]$/, '')))) return value;
  throw new IncidentError(
    'EXTRACT_VALUE_ERROR',
    `Expected result of the expression to be a date and time, but was '${String(value)}'.`,
  );
}

/** The key of the form that the task names, or the text it names it by. */
function resolveForm(x: Execution, el: ElementInstance, node: FlowNode): number | string | undefined {
  const form = node.userTask?.form;
  if (form?.formKey) return form.formKey;
  if (form?.formId === undefined) return undefined;
  const found = resolve(x, el, 'form', form.formId, form.binding);
  if (found) return found.key;
  throw new IncidentError(
    'FORM_NOT_FOUND',
    `Expected to find a form with id '${form.formId}', but no form with this id is found, at least a form with this id should be available. To resolve the Incident please deploy a form with the same id`,
  );
}
