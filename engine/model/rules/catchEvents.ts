import { isActivity } from '../elementTypes.ts';
import type { BpmnElementType, EventDefinition, FlowNode } from '../graph.ts';
import type { Rule } from './rule.ts';

const NOT_INTERRUPTING: ReadonlySet<string> = new Set(['message', 'timer', 'signal', 'escalation']);

const interruption = (node: FlowNode): (string | false)[] => {
  const { event, interrupting } = node;
  return [
    event !== undefined &&
      !interrupting &&
      !NOT_INTERRUPTING.has(event.kind) &&
      'Non-Interrupting event of this type is not allowed',
    isCycle(event) && interrupting && 'Interrupting timer event with time cycle is not allowed.',
  ];
};

const isCycle = (event: EventDefinition | undefined): boolean =>
  event?.kind === 'timer' && event.timer === 'cycle';

export const eventSubProcessStart: Rule = (node) =>
  node.type === 'EVENT_SUB_PROCESS' ? node.startEvents.flatMap(interruption) : [];

const ESCALATING = new Set<BpmnElementType>(['SUB_PROCESS', 'AD_HOC_SUB_PROCESS', 'CALL_ACTIVITY']);

export const boundary: Rule = (node) => {
  if (node.type !== 'BOUNDARY_EVENT') return [];
  const { attachedTo: host, event, compensationHandler: handler } = node;
  const compensates = event?.kind === 'compensation';
  return [
    host &&
      (!isActivity(host.type) || host.type === 'EVENT_SUB_PROCESS') &&
      'Must be attached to an activity',
    compensates
      ? !(handler && node.outgoing.length === 0) &&
        'Compensation boundary events must have a compensation association and no outgoing sequence flows'
      : node.outgoing.length === 0 && 'Must have at least one outgoing sequence flow or association',
    event?.kind === 'escalation' &&
      host &&
      !ESCALATING.has(host.type) &&
      'An escalation boundary event should only be attached to a subprocess, or a call activity.',
    ...interruption(node),
    handler && !handler.isForCompensation && 'The compensation handler must be marked by isForCompensation',
  ];
};
