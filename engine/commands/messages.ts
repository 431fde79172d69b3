// PublishMessage and the end of a message's life.
import { later } from '../clock.ts';
import { correlate, startByMessage } from '../elements/messages.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { Message } from '../state/rows.ts';

export interface PublishMessage {
  name: string;
  correlationKey: string;
  timeToLive: number;
  messageId: string;
  variables: VariableContext;
  tenant: string;
}

/** @returns the message's key */
export function publishMessage(x: Execution, command: PublishMessage): number {
  const { name, correlationKey, tenant } = command;
  const where = { tenant, name, correlation_key: correlationKey };
  if (command.messageId !== '') {
    const twin = x.state.messages
      .find('name', where)
      .map((key) => x.state.messages.get(key)!)
      .find((message) => message.id === command.messageId && message.due > x.now);
    if (twin)
      reject(
        'ALREADY_EXISTS',
        'PUBLISH',
        `Expected to publish a new message with id '${command.messageId}', but a message with that id was already published`,
      );
  }
  const message: Message = {
    key: x.key(),
    name,
    correlationKey,
    id: command.messageId,
    tenant,
    due: later(x.now, Math.max(0, command.timeToLive)),
    variables: command.variables,
    correlated: [],
  };
  const { processes } = meet(x, message);
  if (command.timeToLive > 0) {
    x.state.messages.put({ ...message, correlated: processes });
    x.due({ kind: 'message', key: message.key, due: message.due });
  } else x.record('MESSAGE', 'EXPIRED', message.key, undefined, name);
  return message.key;
}

export type CorrelateMessage = Pick<PublishMessage, 'name' | 'correlationKey' | 'variables' | 'tenant'>;

/** Publishes a message to whom it meets now. @returns its key, and the first process instance that it met */
export function correlateMessage(
  x: Execution,
  { name, correlationKey, variables, tenant }: CorrelateMessage,
): { key: number; instance: number } {
  const message = {
    key: x.key(),
    name,
    correlationKey,
    id: '',
    tenant,
    due: x.now,
    variables,
    correlated: [],
  };
  const [instance] = meet(x, message).instances;
  if (instance === undefined)
    reject(
      'NOT_FOUND',
      'CORRELATE',
      `Expected to find subscription for message with name '${name}' and correlation key '${correlationKey}', but none was found.`,
    );
  x.record('MESSAGE', 'EXPIRED', message.key, undefined, name);
  return { key: message.key, instance };
}

/** Hands the message to everybody who waits for it. @returns the instances that it started or met, the started first */
function meet(x: Execution, message: Message): { processes: string[]; instances: number[] } {
  const { tenant, name, correlationKey } = message;
  x.record('MESSAGE', 'PUBLISHED', message.key, undefined, name);
  const processes: string[] = [];
  const started: number[] = [];
  const met: number[] = [];
  const where = { tenant, name, correlation_key: correlationKey };
  for (const key of x.state.messageSubscriptions.find('name', where)) {
    const subscription = x.state.messageSubscriptions.get(key);
    if (subscription === undefined || processes.includes(subscription.process)) continue;
    if (!correlate(x, message, subscription)) continue;
    processes.push(subscription.process);
    met.push(subscription.pi);
  }
  for (const definition of x.definitions.starters('message', name, tenant)) {
    if (processes.includes(definition.id)) continue;
    const start = definition.starts!.find((s) => s.kind === 'message' && s.name === name)!;
    const node = x.definitions.graph(definition.key).nodes[start.node]!;
    const instance = startByMessage(x, definition, node, message);
    if (instance === undefined) continue;
    processes.push(definition.id);
    started.push(instance);
  }
  return { processes, instances: [...started, ...met] };
}

export function messageDue(x: Execution, key: number): void {
  const message = x.state.messages.get(key);
  if (message === undefined || message.due > x.now) return;
  x.state.messages.delete(key);
  x.record('MESSAGE', 'EXPIRED', key, undefined, message.name);
}
