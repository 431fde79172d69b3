import type { FlowNode } from '../graph.ts';
import type { Rule } from './rule.ts';

const canBeCompensated = ({ type, compensationBoundary }: FlowNode): boolean =>
  compensationBoundary !== undefined || type === 'SUB_PROCESS' || type === 'AD_HOC_SUB_PROCESS';

export const compensationThrow: Rule = ({ event, scope, type }) => {
  if (event?.kind !== 'compensation' || !event.activity || type === 'BOUNDARY_EVENT') return [];
  const { activity } = event;
  const around = scope?.type === 'EVENT_SUB_PROCESS' ? scope.scope : undefined;
  return [
    !canBeCompensated(activity) &&
      `The referenced compensation activity '${activity.id}' must have either a compensation boundary event or be a subprocess`,
    activity.scope !== scope &&
      activity.scope !== around &&
      `The referenced compensation activity '${activity.id}' must be in the same scope as the compensation throw event`,
  ];
};

export const compensationHandlers: Rule = (node) =>
  node.isForCompensation
    ? [
        node.incoming.length > 0 && 'A compensation handler should have no incoming sequence flows',
        node.outgoing.length > 0 && 'A compensation handler should have no outgoing sequence flows',
        node.boundaries.length > 0 && 'A compensation handler should have no boundary events',
      ]
    : [];
