import type { EventDefinition, FlowNode } from '../graph.ts';
import type { Rule } from './rule.ts';

/** Why two events of one place may not both wait for the same. */
function duplicate(event: EventDefinition | undefined): string | undefined {
  switch (event?.kind) {
    case 'message':
    case 'signal':
      return `Multiple ${event.kind} event definitions with the same name '${event.name.source}' are not allowed.`;
    case 'error':
    case 'escalation':
      return event.code
        ? `Multiple ${event.kind} catch events with the same ${event.kind} code '${event.code.source}' are not supported on the same scope.`
        : `The same scope can not contain more than one ${event.kind} catch event without ${event.kind} code. An ${event.kind} catch event without ${event.kind} code catches all ${event.kind}s.`;
    default:
      return undefined;
  }
}

/** One sentence for each thing that several of the events wait for. */
export function repeated(events: readonly FlowNode[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { event } of events) {
    const why = duplicate(event);
    if (why === undefined) continue;
    if (seen.has(why)) twice.add(why);
    seen.add(why);
  }
  return [...twice];
}

export const uniqueEvents: Rule = (node) => [
  ...repeated(node.boundaries),
  ...repeated(node.type === 'PROCESS' ? node.startEvents : []),
  ...repeated(node.eventSubProcesses.flatMap((child) => child.startEvents)),
];

export const receiveTask: Rule = ({ type, event, boundaries }) => {
  const name = type === 'RECEIVE_TASK' && event?.kind === 'message' ? event.name.source : undefined;
  const same = (other: FlowNode) => other.event?.kind === 'message' && other.event.name.source === name;
  return [boundaries.some(same) && 'Cannot reference the same message name as a boundary event'];
};
