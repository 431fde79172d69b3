// What a migrated element waits for: a mapped catch event keeps its subscription, one that is not mapped loses it,
// one that only the target has gets a new one.
import { eventStarts, isEventStart } from '../../elements/events.ts';
import { boundariesOf } from '../../elements/jobs.ts';
import type { Execution } from '../../execution.ts';
import type { FlowNode } from '../../model/graph.ts';
import { ACTIVATED, type ElementInstance, type Subscription } from '../../state/rows.ts';
import { checkEvent } from './elements.ts';
import { type Plan, refuse, targetOf } from './plan.ts';

export interface CatchEvents {
  kept: Subscription[];
  closed: Set<number>;
  opened: FlowNode[];
}

/** Catch events that an instance of the node waits for, all kinds. */
function waitsFor(el: ElementInstance, node: FlowNode): FlowNode[] {
  if (node.type === 'EVENT_BASED_GATEWAY') return node.outgoing.map((flow) => flow.target);
  const boundaries = boundariesOf(el, node);
  if (el.body) return boundaries;
  const own = node.type === 'RECEIVE_TASK' || node.type === 'INTERMEDIATE_CATCH_EVENT' ? [node] : [];
  return [...own, ...boundaries, ...eventStarts(node)];
}

/** @throws Rejection when the plan takes a catch event away from the element, or changes what it is */
export function planCatchEvents(
  x: Execution,
  plan: Plan,
  el: ElementInstance,
  source: FlowNode,
  target: FlowNode,
): CatchEvents {
  const [before, after] = [waitsFor(el, source), waitsFor(el, target)];
  const mapped = new Map<FlowNode, FlowNode>();
  for (const event of before) {
    const end = event === source ? target : targetOf(plan, event);
    if (end === undefined) continue;
    checkEvent(plan, event, end, source.id);
    if (!after.includes(end))
      refuse(
        plan,
        `active element with id '${source.id}' is mapped to an element with id '${target.id}' and has a catch event with id '${event.id}' that is mapped to a catch event with id '${end.id}'. These mappings detach the catch event from the element in the target process. Catch events must stay attached to the same element instance.`,
      );
    mapped.set(event, end);
  }
  checkMerged(plan, source, mapped);
  const kept: Subscription[] = [];
  const closed = new Set<number>();
  for (const sub of el.subs ?? []) {
    const end = mapped.get(plan.from.nodes[sub.node]!);
    if (end) kept.push({ ...sub, node: end.index });
    else closed.add(sub.key);
  }
  const ends = new Set(mapped.values());
  const waits = (event: FlowNode) => !(el.interrupted && isEventStart(event));
  const opened = el.state === ACTIVATED ? after.filter((event) => !ends.has(event) && waits(event)) : [];
  for (const event of opened) checkMessage(x, plan, el, source, event, closed);
  return { kept, closed, opened };
}

/** Each catch event is the target of one other. */
function checkMerged(plan: Plan, source: FlowNode, mapped: ReadonlyMap<FlowNode, FlowNode>): void {
  for (const end of new Set(mapped.values())) {
    const ids = [...mapped].filter(([, other]) => other === end).map(([event]) => event.id);
    if (ids.length > 1)
      refuse(
        plan,
        `active element with id '${source.id}' has a catch event attached that is mapped to a catch event with id '${end.id}'. There are multiple mapping instructions that target this catch event: '${ids.sort().join("', '")}'. Catch events cannot be merged by process instance migration. Please ensure the mapping instructions target a catch event only once.`,
      );
  }
}

/** A message that the element waits for already has to be mapped. */
function checkMessage(
  x: Execution,
  plan: Plan,
  el: ElementInstance,
  source: FlowNode,
  event: FlowNode,
  closed: ReadonlySet<number>,
): void {
  if (event.event?.kind !== 'message') return;
  const name = event.event.name.source;
  const twice = el.subs?.some(
    (sub) =>
      sub.kind === 'message' &&
      closed.has(sub.key) &&
      x.state.messageSubscriptions.get(sub.key)?.name === name,
  );
  if (twice)
    refuse(
      plan,
      `active element with id '${source.id}' attempts to subscribe to a message it is already subscribed to with name '${name}'. Migrating active elements that subscribe to a message they are already subscribed to is not possible yet. Please provide a mapping instruction to message catch event with id '${event.id}' to migrate the respective message subscription.`,
    );
}
