// Whether an active element may go on as the element that it is mapped to.
import type { BpmnElementType, FlowNode } from '../../model/graph.ts';
import type { ElementInstance } from '../../state/rows.ts';
import { type Plan, refuse, targetOf } from './plan.ts';

/** Elements that can be active when nothing moves, and whose activity the other process can take over. */
const SUPPORTED = new Set<BpmnElementType>([
  'PROCESS',
  'SUB_PROCESS',
  'EVENT_SUB_PROCESS',
  'AD_HOC_SUB_PROCESS',
  'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
  'CALL_ACTIVITY',
  'SERVICE_TASK',
  'SEND_TASK',
  'RECEIVE_TASK',
  'USER_TASK',
  'SCRIPT_TASK',
  'BUSINESS_RULE_TASK',
  'INTERMEDIATE_CATCH_EVENT',
  'EXCLUSIVE_GATEWAY',
  'PARALLEL_GATEWAY',
  'INCLUSIVE_GATEWAY',
  'EVENT_BASED_GATEWAY',
]);

/** @returns the node that the element goes on as. @throws Rejection */
export function mapElement(plan: Plan, el: ElementInstance): FlowNode {
  const source = plan.from.nodes[el.node]!;
  if (el.scope === 0) return plan.to.root;
  if (!SUPPORTED.has(source.type))
    refuse(
      plan,
      `active element with id '${source.id}' has an unsupported type. The migration of a ${source.type} is not supported.`,
    );
  const target = targetOf(plan, source);
  if (target === undefined)
    refuse(
      plan,
      `no mapping instruction defined for active element with id '${source.id}'. Elements cannot be migrated without a mapping.`,
    );
  checkType(plan, source, target);
  checkImplementation(plan, source, target);
  checkScope(plan, source, target);
  return target;
}

function typeOf(node: FlowNode): string {
  return node.loop ? 'MULTI_INSTANCE_BODY' : node.type;
}

function checkType(plan: Plan, source: FlowNode, target: FlowNode): void {
  if (source.type !== target.type || (source.loop === undefined) !== (target.loop === undefined))
    refuse(
      plan,
      `active element with id '${source.id}' and type '${typeOf(source)}' is mapped to an element with id '${target.id}' and different type '${typeOf(target)}'. Elements must be mapped to elements of the same type.`,
    );
  checkEvent(plan, source, target);
  if (source.loop?.sequential !== target.loop?.sequential)
    refuse(
      plan,
      `active element with id '${source.id}' has a different loop characteristics than the target element with id '${target.id}'. Both elements must have either sequential or parallel loop characteristics.`,
    );
}

/** Also for catch events that are mapped along with the element that waits for them. @param id of that element */
export function checkEvent(plan: Plan, source: FlowNode, target: FlowNode, id = source.id): void {
  if (source.type !== target.type)
    refuse(
      plan,
      `element with id '${source.id}' and type '${source.type}' is mapped to an element with id '${target.id}' and different type '${target.type}'. Elements must be mapped to elements of the same type.`,
    );
  const [kind, other] = [source.event?.kind, target.event?.kind];
  if (kind === other) return;
  const name = (event: string | undefined) => (event ?? 'none').toUpperCase();
  refuse(
    plan,
    `active element with id '${id}' has a catch event with id '${source.id}' that is mapped to a catch event with id '${target.id}'. These catch events have different event types: '${name(kind)}' and '${name(other)}'. The event type of a catch event cannot be changed by process instance migration. Please ensure the event type of the catch event remains the same or remove the mapping instruction for these catch events.`,
  );
}

function checkImplementation(plan: Plan, source: FlowNode, target: FlowNode): void {
  // A job becomes a task that the engine keeps, and not the other way round.
  if (source.userTask?.native && !target.userTask?.native)
    refuse(
      plan,
      `active user task with id '${source.id}' and implementation 'zeebe user task' is mapped to an user task with id '${target.id}' and different implementation 'job worker'. Elements must be mapped to elements of the same implementation.`,
    );
  if (source.userTask) return;
  if ((source.job === undefined) !== (target.job === undefined))
    refuse(
      plan,
      `active element with id '${source.id}' is mapped to an element with id '${target.id}' and different implementation. Elements must be mapped to elements of the same implementation.`,
    );
}

/** Also for what waits or is kept in a scope: a gateway with tokens, an activity to compensate. */
export function checkScope(plan: Plan, source: FlowNode, target: FlowNode): void {
  const scope = source.scope!;
  const expected = scope.scope === undefined ? plan.to.root : targetOf(plan, scope);
  if (expected === target.scope) return;
  refuse(
    plan,
    `the flow scope of active element with id '${source.id}' is changed. The flow scope of the active element is expected to be '${expected?.id ?? scope.id}' but was '${target.scope?.id}'. The flow scope of an element cannot be changed during migration yet.`,
  );
}
