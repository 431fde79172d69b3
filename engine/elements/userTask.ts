import type { Behavior, Execution } from '../execution.ts';
import type { UserTaskDefinition } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { linkedForm } from './forms.ts';
import { activateJob } from './jobs.ts';
import { activateUserTask, cancelUserTask } from './nativeUserTask.ts';
import { reservedHeaders } from './reservedHeaders.ts';
import { evaluateAttributes } from './userTaskAttributes.ts';

/** A user task: a job of Zeebe's own type with what it needs in its headers, or (zeebe:userTask) a task that
 * the engine keeps itself. */
export const userTask: Behavior = {
  activate(x, el, node) {
    const task = node.userTask!;
    if (task.native) activateUserTask(x, el, node, task);
    else activateJob(x, el, node, node.job!, { ...task.headers, ...jobHeaders(x, el, task) });
  },
  terminate(x, el, _node, byHand) {
    return !cancelUserTask(x, el, byHand);
  },
};

/** Headers as Zeebe gives them to workers of user tasks; lists are JSON. */
function jobHeaders(x: Execution, el: ElementInstance, task: UserTaskDefinition): Record<string, string> {
  const attributes = evaluateAttributes(x, el, task);
  const form = task.form?.formKey ?? linkedForm(x, el, task.form)?.key;
  const values = {
    assignee: attributes.assignee,
    candidateGroups: task.candidateGroups ? JSON.stringify(attributes.candidateGroups) : '',
    candidateUsers: task.candidateUsers ? JSON.stringify(attributes.candidateUsers) : '',
    dueDate: attributes.dueDate,
    followUpDate: attributes.followUpDate,
    priority: task.priority ? String(attributes.priority) : '',
    formKey: form === undefined ? '' : String(form),
  };
  return reservedHeaders(values);
}
