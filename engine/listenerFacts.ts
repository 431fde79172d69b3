// What an activated job says of the listener that it runs (ActivatedJob of gateway.proto).
import type { FlowNode } from './model/graph.ts';
import type { Job } from './state/rows.ts';

export interface ListenerFacts {
  /** JobKind; absent: BPMN_ELEMENT. */
  kind?: number;
  listenerEventType: number;
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

export function listenerFacts({ listener }: Pick<Job, 'listener'>, node: FlowNode): ListenerFacts {
  if (listener === undefined) return node.adHoc ? AD_HOC : NO_LISTENER;
  const listenerEventType = EVENT_TYPES[listener];
  const executes = listener === 'start' || listener === 'end';
  return { kind: executes ? EXECUTION_LISTENER : TASK_LISTENER, listenerEventType };
}
