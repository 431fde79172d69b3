// Signals reach everybody who waits for them at this moment, and every process that starts with one.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { SignalSubscription } from '../state/rows.ts';
import { NotResident } from '../state/table.ts';
import { trigger } from './events.ts';
import { startProcess } from './processStart.ts';
import { forgetSubscription } from './subscriptions.ts';

/** Subscriptions that are told in one step. */
const AT_ONCE = 100;

/** @returns the signal's key */
export function broadcast(x: Execution, name: string, tenant: string, variables: VariableContext): number {
  const key = x.key();
  x.record('SIGNAL', 'BROADCASTED', key, undefined, name);
  signal(x, x.state.signalSubscriptions.find('name', { tenant, name }), variables);
  for (const definition of x.definitions.starters('signal', name, tenant)) {
    for (const start of definition.starts ?? []) {
      if (start.kind !== 'signal' || start.name !== name) continue;
      const node = x.definitions.graph(definition.key).nodes[start.node]!;
      startProcess(x, definition, { start: node, startVariables: variables });
    }
  }
  return key;
}

/** Tells the first of the subscriptions now, the others in a step to come: thousands may wait for one signal. */
export function signal(x: Execution, keys: readonly number[], variables: VariableContext): void {
  for (const subscription of subscriptions(x, keys.slice(0, AT_ONCE))) {
    const el = x.element(subscription.el);
    if (el === undefined) continue;
    const node = x.graph(el).nodes[subscription.node]!;
    if (!trigger(x, el, node, variables, subscription.key)) continue;
    const stays = !node.interrupting && (node.type === 'BOUNDARY_EVENT' || node.type === 'START_EVENT');
    if (stays) continue;
    x.state.signalSubscriptions.delete(subscription.key);
    forgetSubscription(x, x.element(el.key)!, subscription.key);
  }
  if (keys.length > AT_ONCE) x.steps.push({ do: 'signal', subscriptions: keys.slice(AT_ONCE), variables });
}

/** Those of the subscriptions that are still open, their instances in memory.
 * @throws NotResident once for the rows of all, once for their instances */
function subscriptions(x: Execution, keys: readonly number[]): SignalSubscription[] {
  const missing = x.state.signalSubscriptions.missing(keys);
  if (missing.length > 0)
    throw new NotResident({ kind: 'keys', table: x.state.signalSubscriptions.name, keys: missing });
  const open = keys.flatMap((key) => x.state.signalSubscriptions.get(key) ?? []).filter(({ el }) => el !== 0);
  const resting = x.state.instances.missing(open.map(({ pi }) => pi));
  if (resting.length > 0) throw new NotResident({ kind: 'instances', keys: resting });
  return open;
}
