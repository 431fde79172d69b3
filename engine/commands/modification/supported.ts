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
  const unsupported = (wrong: readonly string[], why: string) => {
    if (wrong.length > 0)
      refuse(
        `it contains one or more activate instructions for elements that are unsupported: '${wrong.join("', '")}'. ${why}`,
      );
  };
  unsupported(
    ids.filter((id) =>
      graph.byId.get(id)?.incoming.some(({ source }) => source.type === 'EVENT_BASED_GATEWAY'),
    ),
    'The activation of events belonging to an event-based gateway is not supported.',
  );
  const wrong = ids.filter((id) => !isSupported(graph.byId.get(id)));
  const types = [...new Set(wrong.map((id) => graph.byId.get(id)?.type ?? 'SEQUENCE_FLOW'))];
  unsupported(
    wrong,
    `The activation of elements with type '${types.join("', '")}' is not supported. Supported element types are: activities, gateways and events.`,
  );
}

/** A sequence flow is no node. */
function isSupported(node: FlowNode | undefined): boolean {
  return node !== undefined && !UNSUPPORTED.has(node.type);
}
