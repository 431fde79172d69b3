// Signals reach everybody who waits for them at this moment, and every process that starts with one.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { trigger } from './events.ts';
import { startProcess } from './processStart.ts';
import { forgetSubscription } from './subscriptions.ts';

export function broadcast(x: Execution, name: string, tenant: string, variables: VariableContext): number {
  const key = x.key();
  x.record('SIGNAL', 'BROADCASTED', key, undefined, name);
  const found = x.state.signalSubscriptions
    .find('name', { tenant, name })
    .map((k) => x.state.signalSubscriptions.get(k)!);
  for (const subscription of found) {
    if (subscription.el === 0) continue;
    x.state.instances.resident(subscription.pi);
    const el = x.element(subscription.el);
    if (el === undefined) continue;
    const node = x.graph(el).nodes[subscription.node]!;
    if (!trigger(x, el, node, variables, subscription.key)) continue;
    const stays = !node.interrupting && (node.type === 'BOUNDARY_EVENT' || node.type === 'START_EVENT');
    if (stays) continue;
    x.state.signalSubscriptions.delete(subscription.key);
    forgetSubscription(x, x.element(el.key)!, subscription.key);
  }
  for (const definition of x.definitions.starters('signal', name, tenant)) {
    for (const start of definition.starts ?? []) {
      if (start.kind !== 'signal' || start.name !== name) continue;
      const node = x.definitions.graph(definition.key).nodes[start.node]!;
      startProcess(x, definition, { start: node, startVariables: variables });
    }
  }
  return key;
}
