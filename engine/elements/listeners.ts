// Listeners: jobs that run one after the other before an element starts or after it has ended (execution
// listeners), or before a user task changes its state (task listeners).
import type { Execution } from '../execution.ts';
import { evaluateNumber } from '../expression/evaluate.ts';
import type { Listener } from '../model/graph.ts';
import type {
  ElementInstance,
  Job,
  UserTask,
  UserTaskAttributes,
  UserTaskTransition,
} from '../state/rows.ts';
import { createJob, jobType } from './jobs.ts';
import { reservedHeaders } from './reservedHeaders.ts';

export function runListener(
  x: Execution,
  el: ElementInstance,
  listener: Listener,
  event: NonNullable<Job['listener']>,
  headers: Record<string, string> = {},
): void {
  const type = jobType(x, el, listener.type);
  const retries = x.evaluate(evaluateNumber, listener.retries, el);
  createJob(x, el, { type, retries, headers: { ...listener.headers, ...headers }, listener: event });
}

/** The job tells in its headers what the transition will make of the task. */
export function runTaskListener(
  x: Execution,
  el: ElementInstance,
  task: UserTask,
  transition: UserTaskTransition,
  listener: Listener,
): void {
  const becomes = { ...task, ...transition.asked, ...transition.corrected };
  const about = reservedHeaders({
    userTaskKey: String(task.key),
    action: transition.action,
    assignee: becomes.assignee,
    candidateGroups: list(becomes.candidateGroups),
    candidateUsers: list(becomes.candidateUsers),
    changedAttributes: list(changedAttributes(task, becomes, transition)),
    dueDate: becomes.dueDate,
    followUpDate: becomes.followUpDate,
    priority: String(becomes.priority),
    formKey: task.formKey === -1 ? '' : String(task.formKey),
  });
  runListener(x, el, listener, transition.event, {
    ...(task.headers ?? x.node(el).userTask!.headers),
    ...about,
  });
}

const list = (values: string[]) => (values.length === 0 ? '' : JSON.stringify(values));

const ATTRIBUTES: (keyof UserTaskAttributes)[] = [
  'assignee',
  'candidateGroups',
  'candidateUsers',
  'dueDate',
  'followUpDate',
  'priority',
];

function changedAttributes(
  was: UserTaskAttributes,
  becomes: UserTaskAttributes,
  { variables }: UserTaskTransition,
): string[] {
  const changed: string[] = ATTRIBUTES.filter(
    (name) => JSON.stringify(was[name]) !== JSON.stringify(becomes[name]),
  );
  return variables ? [...changed, 'variables'] : changed;
}
