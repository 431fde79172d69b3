// Inclusive gateways that join: activated when every incoming flow has been taken, or no token of the scope can still
// come by one that has not.
import type { Execution } from '../execution.ts';
import type { FlowNode, SequenceFlow } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../state/rows.ts';

export function join(x: Execution, scope: ElementInstance): void {
  x.joining.delete(scope.key);
  if (scope.state !== ACTIVATED || scope.ended || scope.interrupted) return;
  // Tokens on their way have not arrived where they are looked for.
  const moving = x.pending().some((step) => step.do !== 'join' && step.do !== 'signal');
  if (moving) {
    x.joining.add(scope.key);
    x.steps.push({ do: 'join', key: scope.key });
    return;
  }
  const { flows } = x.graph(scope);
  const waitingAt = (node: FlowNode) => node.incoming.filter((flow) => (scope.tokens?.[flow.index] ?? 0) > 0);
  const gateways = new Set<FlowNode>();
  for (const flow of Object.keys(scope.tokens ?? {})) gateways.add(flows[Number(flow)]!.target);
  for (const gateway of gateways) {
    if (gateway.type !== 'INCLUSIVE_GATEWAY') continue;
    const others = [...gateways].filter((other) => other !== gateway);
    const tokens = [...x.state.instances.children(scope).map((child) => x.node(child)), ...others];
    const come = waitingAt(gateway);
    const missing = gateway.incoming.filter((flow) => !come.includes(flow));
    if (missing.length > 0 && reaches(tokens, gateway, missing)) continue;
    const left = { ...scope.tokens };
    for (const { index } of come) {
      if (left[index] === 1) delete left[index];
      else left[index] = left[index]! - 1;
    }
    x.put({ ...scope, tokens: left, active: scope.active - (come.length - 1) });
    x.steps.push({ do: 'activate', scope: scope.key, node: gateway.index });
    return;
  }
}

/** Whether a token at one of the nodes can come to the gateway by one of the flows. */
function reaches(from: readonly FlowNode[], gateway: FlowNode, by: readonly SequenceFlow[]): boolean {
  const seen = new Set([gateway]);
  const next = [...from];
  for (let node = next.pop(); node; node = next.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const link = node.event?.kind === 'link' ? node.event.name : undefined;
    const linked = node.scope?.children.filter(
      (other) =>
        link !== undefined &&
        other.type === 'INTERMEDIATE_CATCH_EVENT' &&
        other.event?.kind === 'link' &&
        other.event.name === link,
    );
    const targets = [...node.outgoing.map((flow) => flow.target), ...node.boundaries, ...(linked ?? [])];
    if (node.outgoing.some((flow) => by.includes(flow))) return true;
    next.push(...targets);
  }
  return false;
}
