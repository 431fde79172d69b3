// Which elements can be activated by hand.
import type { BpmnElementType, ExecutableProcess, FlowNode } from '../../model/graph.ts';
import type { Refuse } from './scope.ts';

const UNSUPPORTED = new Set<BpmnElementType>([
  'START_EVENT',
  'BOUNDARY_EVENT',
  'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
]);

export function checkElements(graph: ExecutableProcess, ids: readonly string[], refuse: Refuse): void {
  const unknown = ids.filter(
    (id) => !graph.byId.get(id)?.scope && !graph.flows.some((flow) => flow.id === id),
  );
  if (unknown.length > 0)
    refuse(
      `it contains one or more activate instructions with an element that could not be found: '${unknown.join("', '")}'`,
    );
  for (const id of ids) {
    const node = graph.byId.get(id);
    const why = node === undefined ? kind('SEQUENCE_FLOW') : unsupported(node);
    if (why)
      refuse(
        `it contains one or more activate instructions for elements that are unsupported: '${id}'. ${why}`,
      );
  }
}

const kind = (type: string): string =>
  `The activation of elements with type '${type}' is not supported. Supported element types are: activities, gateways and events.`;

function unsupported(node: FlowNode): string | undefined {
  if (UNSUPPORTED.has(node.type)) return kind(node.type);
  if (node.incoming.some((flow) => flow.source.type === 'EVENT_BASED_GATEWAY'))
    return 'The activation of events belonging to an event-based gateway is not supported.';
  return undefined;
}
