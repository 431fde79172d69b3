// Correlation: a message meets subscriptions of its name and key; once for each process, now or while it lives.
import type { Execution, Step } from '../execution.ts';
import type { FlowNode } from '../model/graph.ts';
import type { Correlation, Message, MessageSubscription, Resource } from '../state/rows.ts';
import { trigger } from './events.ts';
import { startProcess } from './processStart.ts';
import { forgetSubscription } from './subscriptions.ts';

/** Whether the node's subscription ends with the first message. */
function once(node: FlowNode): boolean {
  return node.interrupting || node.type !== 'BOUNDARY_EVENT';
}

/** That a message was met is kept for people. */
function keep(
  x: Execution,
  { key, name, correlationKey, tenant }: Message,
  by: Pick<Correlation, 'definition' | 'process' | 'pi'> & { node: FlowNode; key?: number; el?: number },
): void {
  const own = x.key();
  x.state.correlations.add({
    key: own,
    message: key,
    name,
    correlationKey,
    tenant,
    subscription: by.key ?? own,
    el: by.el ?? 0,
    elementId: by.node.id,
    pi: by.pi,
    definition: by.definition,
    process: by.process,
    at: x.now,
  });
}

/** Hands a message to a subscription. @returns whether it was taken */
export function correlate(x: Execution, message: Message, subscription: MessageSubscription): boolean {
  if (message.correlated.includes(subscription.process)) return false;
  x.state.instances.resident(subscription.pi);
  const el = x.element(subscription.el);
  if (el === undefined) return false;
  const node = x.graph(el).nodes[subscription.node]!;
  if (!trigger(x, el, node, message.variables, subscription.key)) return false;
  x.record('PROCESS_MESSAGE_SUBSCRIPTION', 'CORRELATED', subscription.key, el, message.name);
  keep(x, message, { ...subscription, node, definition: x.root(el).root!.definition });
  const isEventStart = node.type === 'START_EVENT';
  if (isEventStart ? node.interrupting : once(node)) {
    x.state.messageSubscriptions.delete(subscription.key);
    forgetSubscription(x, x.element(el.key)!, subscription.key);
  }
  return true;
}

/** A subscription has been opened: the oldest waiting message goes first. */
export function correlateWaiting(x: Execution, key: number): void {
  const subscription = x.state.messageSubscriptions.get(key);
  if (subscription === undefined) return;
  const { tenant, name, correlationKey } = subscription;
  for (const found of x.state.messages.find('name', { tenant, name, correlation_key: correlationKey })) {
    const message = x.state.messages.get(found)!;
    if (message.due <= x.now) continue;
    if (!correlate(x, message, subscription)) continue;
    x.state.messages.put({ ...message, correlated: [...message.correlated, subscription.process] });
    if (x.state.messageSubscriptions.get(key) === undefined) return;
  }
}

/** Starts an instance at a message start event, unless one of the same process and key is running. */
export function startByMessage(
  x: Execution,
  definition: Resource,
  start: FlowNode,
  message: Message,
): number | undefined {
  if (message.correlated.includes(definition.id)) return undefined;
  const { tenant, correlationKey } = message;
  let lock: number | undefined;
  if (correlationKey !== '') {
    const held = x.state.startLocks.find('process', {
      tenant,
      process: definition.id,
      correlation_key: correlationKey,
    });
    if (held.length > 0) return undefined;
    lock = x.key();
  }
  const pi = startProcess(x, definition, {
    start,
    startVariables: message.variables,
    ...(lock !== undefined && { lock }),
  });
  if (lock !== undefined) {
    x.state.startLocks.put({
      key: lock,
      process: definition.id,
      correlationKey,
      tenant,
      pi,
    });
  }
  x.record('MESSAGE_START_EVENT_SUBSCRIPTION', 'CORRELATED', message.key, x.element(pi), message.name);
  keep(x, message, { node: start, definition: definition.key, process: definition.id, pi });
  return pi;
}

/** The instance that held the lock has ended: the oldest message that waits for any of the start events may start
 * the next one. */
export function startNext(x: Execution, step: Extract<Step, { do: 'startNext' }>): void {
  const { tenant, correlationKey } = step;
  const definition = x.definitions.latest('process', step.process, tenant);
  if (definition === undefined) return;
  const { nodes } = x.definitions.graph(definition.key);
  const waiting = (definition.starts ?? [])
    .filter(({ kind }) => kind === 'message')
    .flatMap(({ name, node }) =>
      x.state.messages
        .find('name', { tenant, name, correlation_key: correlationKey })
        .map((key) => ({ key, start: nodes[node]! })),
    )
    .sort((a, b) => a.key - b.key);
  for (const { key, start } of waiting) {
    const message = x.state.messages.get(key)!;
    if (message.due <= x.now) continue;
    if (startByMessage(x, definition, start, message) === undefined) continue;
    x.state.messages.put({ ...message, correlated: [...message.correlated, definition.id] });
    return;
  }
}
