// What an activated job says of the listener that it runs (ActivatedJob of gateway.proto).
import { reservedHeader } from './elements/reservedHeaders.ts';
import type { FlowNode } from './model/graph.ts';
import type { Job } from './state/rows.ts';

/** UserTaskProperties of gateway.proto. */
export interface UserTaskProperties {
  action: string;
  assignee?: string;
  candidateGroups: string[];
  candidateUsers: string[];
  changedAttributes: string[];
  dueDate?: string;
  followUpDate?: string;
  formKey?: number;
  priority: number;
  userTaskKey: number;
}

export interface ListenerFacts {
  /** JobKind; absent: BPMN_ELEMENT. */
  kind?: number;
  listenerEventType: number;
  /** Task listeners only. */
  userTask?: UserTaskProperties;
}

const EXECUTION_LISTENER = 1;
const TASK_LISTENER = 2;
const AD_HOC_SUB_PROCESS = 3;
const UNSPECIFIED = 6;
const EVENT_TYPES: Record<NonNullable<Job['listener']>, number> = {
  assigning: 0,
  canceling: 1,
  completing: 2,
  creating: 3,
  end: 4,
  start: 5,
  updating: 7,
};

const NO_LISTENER: ListenerFacts = { listenerEventType: UNSPECIFIED };

const AD_HOC: ListenerFacts = { kind: AD_HOC_SUB_PROCESS, listenerEventType: UNSPECIFIED };

export function listenerFacts(
  { listener, headers }: Pick<Job, 'listener' | 'headers'>,
  node: FlowNode,
): ListenerFacts {
  if (listener === undefined) return node.adHoc ? AD_HOC : NO_LISTENER;
  const listenerEventType = EVENT_TYPES[listener];
  if (listener === 'start' || listener === 'end') return { kind: EXECUTION_LISTENER, listenerEventType };
  return { kind: TASK_LISTENER, listenerEventType, userTask: userTaskProperties(headers!) };
}

/** Zeebe's own headers of a task listener's job. */
function userTaskProperties(headers: string): UserTaskProperties {
  const all = JSON.parse(headers) as Record<string, string>;
  const text = (name: string) => reservedHeader(all, name);
  const list = (name: string) => JSON.parse(text(name) ?? '[]') as string[];
  const [assignee, dueDate, followUpDate, formKey] = [
    text('assignee'),
    text('dueDate'),
    text('followUpDate'),
    text('formKey'),
  ];
  return {
    action: text('action') ?? '',
    ...(assignee !== undefined && { assignee }),
    candidateGroups: list('candidateGroups'),
    candidateUsers: list('candidateUsers'),
    changedAttributes: list('changedAttributes'),
    ...(dueDate !== undefined && { dueDate }),
    ...(followUpDate !== undefined && { followUpDate }),
    ...(formKey !== undefined && { formKey: Number(formKey) }),
    priority: Number(text('priority')),
    userTaskKey: Number(text('userTaskKey')),
  };
}
