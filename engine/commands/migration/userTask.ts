// A user task that was a job goes on as one that the engine keeps (Camunda 8.8.17, «Process instance migration»,
// «Migrate job worker user tasks to Camunda user tasks»): what its job says stays, and who it is for, how urgent it
// is and an embedded form are as the target says. No listener is told.
import { cancelJob } from '../../elements/jobs.ts';
import { formOf, newUserTask } from '../../elements/nativeUserTask.ts';
import { customHeaders, reservedHeader } from '../../elements/reservedHeaders.ts';
import { evaluateAttributes } from '../../elements/userTaskAttributes.ts';
import { IncidentError } from '../../errors.ts';
import type { Execution } from '../../execution.ts';
import type { FlowNode } from '../../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../../state/rows.ts';
import { type Plan, refuse } from './plan.ts';

/** @param el already an instance of `target` */
export function convertUserTask(x: Execution, plan: Plan, el: ElementInstance, target: FlowNode): void {
  const job = el.job === undefined ? undefined : x.state.jobs.get(el.job);
  if (!target.userTask?.native || job === undefined || job.listener || el.state !== ACTIVATED) return;
  const headers = JSON.parse(job.headers ?? '{}') as Record<string, string>;
  try {
    create(x, el, target, headers);
  } catch (error) {
    if (!(error instanceof IncidentError)) throw error;
    refuse(plan, `active user task with id '${target.id}' cannot be created. ${error.message}`);
  }
}

function create(x: Execution, el: ElementInstance, target: FlowNode, headers: Record<string, string>): void {
  const definition = target.userTask!;
  const { assignee, priority } = evaluateAttributes(x, el, {
    ...definition,
    candidateGroups: undefined,
    candidateUsers: undefined,
    dueDate: undefined,
    followUpDate: undefined,
  });
  const said = (name: string) => reservedHeader(headers, name) ?? '';
  const list = (name: string) => JSON.parse(said(name) || '[]') as string[];
  const isLinked = /^\d+$/.test(said('formKey'));
  const task = newUserTask(x, el, target, {
    assignee,
    priority,
    candidateGroups: list('candidateGroups'),
    candidateUsers: list('candidateUsers'),
    dueDate: said('dueDate'),
    followUpDate: said('followUpDate'),
    ...(isLinked
      ? { formKey: Number(said('formKey')), externalFormReference: '' }
      : formOf(x, el, definition)),
  });
  cancelJob(x, el);
  const converted = x.put({ ...el, job: undefined, userTask: task.key });
  x.state.userTasks.put({ ...task, state: 'CREATED', headers: customHeaders(headers) });
  const intents = ['CREATING', 'CREATED', ...(assignee === '' ? [] : ['ASSIGNING', 'ASSIGNED'])];
  for (const intent of intents) x.record('USER_TASK', intent, task.key, converted);
}
