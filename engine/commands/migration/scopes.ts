// What a migrated scope remembers: tokens that wait at joining gateways, and activities to compensate.
import type { Compensable, ElementInstance } from '../../state/rows.ts';
import { checkEvent, checkScope } from './elements.ts';
import { type Plan, refuse, refuseArgument, targetFlow, targetOf } from './plan.ts';

/** Tokens by the flows of the target process. @throws Rejection */
export function moveTokens(plan: Plan, { tokens }: ElementInstance): ElementInstance['tokens'] {
  const moved: Record<string, number> = {};
  for (const [index, count] of Object.entries(tokens ?? {})) {
    const flow = plan.from.flows[Number(index)]!;
    const gateway = flow.target;
    const target = targetOf(plan, gateway);
    if (target === undefined)
      refuse(
        plan,
        `no mapping instruction defined for active element with id '${gateway.id}'. Elements cannot be migrated without a mapping.`,
      );
    if (target.type !== gateway.type)
      refuseArgument(
        plan.pi,
        `active element with id '${gateway.id}' and type '${gateway.type}' is mapped to an element with id '${target.id}' and different type '${target.type}'. Elements must be mapped to elements of the same type.`,
      );
    if (target.incoming.length < gateway.incoming.length)
      refuseArgument(
        plan.pi,
        `target gateway with id '${target.id}' has less incoming sequence flows than the source gateway with id '${gateway.id}'. Target gateway must have at least the same number of incoming sequence flows as the source gateway.`,
      );
    checkScope(plan, gateway, target);
    const end = targetFlow(plan, flow);
    if (end?.target !== target)
      refuseArgument(
        plan.pi,
        `gateway with id '${gateway.id}' has a taken incoming sequence flow mismatch. Taken sequence flow with id '${flow.id}' must connect to the mapped target gateway with id '${target.id}' in the target process definition.`,
      );
    moved[end.index] = (moved[end.index] ?? 0) + count;
  }
  return moved;
}

/** Completed activities whose compensation boundary event is mapped; the others are forgotten. @throws Rejection */
export function moveCompensable(plan: Plan, { compensable }: ElementInstance): Compensable[] {
  return (compensable ?? []).flatMap((entry) => {
    const activity = plan.from.nodes[entry.node]!;
    const boundary = activity.compensationBoundary!;
    const target = targetOf(plan, boundary);
    if (target === undefined) return [];
    checkEvent(plan, boundary, target, activity.id);
    checkScope(plan, activity, target.attachedTo!);
    return [{ ...entry, node: target.attachedTo!.index }];
  });
}
