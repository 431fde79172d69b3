// PublishMessage and the end of a message's life.
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
    due: Math.min(x.now + Math.max(0, command.timeToLive), 8.64e15),
    variables: command.variables,
    correlated: [],
  };
  x.record('MESSAGE', 'PUBLISHED', message.key, undefined, name);
  const correlated: string[] = [];
  for (const key of x.state.messageSubscriptions.find('name', where)) {
    const subscription = x.state.messageSubscriptions.get(key);
    if (subscription === undefined || correlated.includes(subscription.process)) continue;
    if (correlate(x, message, subscription)) correlated.push(subscription.process);
  }
  for (const definition of x.definitions.starters('message', name, tenant)) {
    if (correlated.includes(definition.id)) continue;
    const start = definition.starts!.find((s) => s.kind === 'message' && s.name === name)!;
    const node = x.definitions.graph(definition.key).nodes[start.node]!;
    if (startByMessage(x, definition, node, message) !== undefined) correlated.push(definition.id);
  }
  if (command.timeToLive > 0) {
    x.state.messages.put({ ...message, correlated });
    x.due({ kind: 'message', key: message.key, due: message.due });
  } else x.record('MESSAGE', 'EXPIRED', message.key, undefined, name);
  return message.key;
}

export function messageDue(x: Execution, key: number): void {
  const message = x.state.messages.get(key);
  if (message === undefined || message.due > x.now) return;
  x.state.messages.delete(key);
  x.record('MESSAGE', 'EXPIRED', key, undefined, message.name);
}
