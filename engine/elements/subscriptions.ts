// What an element instance waits for: timers, messages, signals. All expressions are evaluated before the first
// subscription is opened, so that an incident leaves none behind.
import type { Execution } from '../execution.ts';
import { evaluateCorrelationKey, evaluateString } from '../expression/evaluate.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance, Subscription, Timer } from '../state/rows.ts';
import { firstDue } from './timers.ts';

/** Opens what each of the nodes (catch events) asks for, on behalf of `el`. */
export function subscribe(x: Execution, el: ElementInstance, nodes: readonly FlowNode[]): ElementInstance {
  if (nodes.length === 0) return el;
  const plans = nodes.map((node) => plan(x, el, node));
  const subs: Subscription[] = [...(el.subs ?? [])];
  for (const open of plans) if (open) subs.push(open());
  return x.put({ ...x.element(el.key)!, subs });
}

function plan(x: Execution, el: ElementInstance, node: FlowNode): (() => Subscription) | undefined {
  const { event } = node;
  switch (event?.kind) {
    case 'timer': {
      const first = x.evaluate((e: typeof event, v, now) => firstDue(e, v, now), event, el);
      return () => openTimer(x, el, node, first);
    }
    case 'message': {
      const name = x.evaluate(evaluateString, event.name, el);
      const correlationKey = event.correlationKey
        ? x.evaluate(evaluateCorrelationKey, event.correlationKey, el)
        : '';
      return () => openMessage(x, el, node, name, correlationKey);
    }
    case 'signal': {
      const name = x.evaluate(evaluateString, event.name, el);
      return () => {
        const key = x.key();
        x.state.signalSubscriptions.put({
          key,
          name,
          tenant: x.tenant(el),
          el: el.key,
          pi: el.pi,
          node: node.index,
        });
        x.record('SIGNAL_SUBSCRIPTION', 'CREATED', key, el, name);
        return { kind: 'signal', key, node: node.index };
      };
    }
    default:
      return undefined;
  }
}

function openTimer(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  first: Pick<Timer, 'due' | 'repetitions' | 'interval'>,
): Subscription {
  const key = x.key();
  x.state.timers.put({
    key,
    ...first,
    el: el.key,
    pi: el.pi,
    definition: x.root(el).root!.definition,
    node: node.index,
  });
  x.due({ kind: 'timer', key, due: first.due });
  x.record('TIMER', 'CREATED', key, el);
  return { kind: 'timer', key, node: node.index };
}

function openMessage(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  name: string,
  correlationKey: string,
): Subscription {
  const key = x.key();
  x.state.messageSubscriptions.put({
    key,
    name,
    correlationKey,
    tenant: x.tenant(el),
    el: el.key,
    pi: el.pi,
    node: node.index,
    process: x.graph(el).id,
    at: x.now,
  });
  x.record('PROCESS_MESSAGE_SUBSCRIPTION', 'CREATED', key, el, name);
  x.steps.push({ do: 'correlate', subscription: key });
  return { kind: 'message', key, node: node.index };
}

export function closeSubscriptions(
  x: Execution,
  el: ElementInstance,
  which?: (sub: Subscription) => boolean,
): void {
  if (el.subs === undefined || el.subs.length === 0) return;
  for (const sub of el.subs) {
    if (which && !which(sub)) continue;
    if (sub.kind === 'timer') {
      x.state.timers.delete(sub.key);
      x.record('TIMER', 'CANCELED', sub.key, el);
    } else if (sub.kind === 'message') {
      x.state.messageSubscriptions.delete(sub.key);
      x.record('PROCESS_MESSAGE_SUBSCRIPTION', 'DELETED', sub.key, el);
    } else {
      x.state.signalSubscriptions.delete(sub.key);
      x.record('SIGNAL_SUBSCRIPTION', 'DELETED', sub.key, el);
    }
  }
}

/** The subscription has done its work: it is gone from its row and from the element. */
export function forgetSubscription(x: Execution, el: ElementInstance, key: number): ElementInstance {
  return x.put({ ...el, subs: el.subs?.filter((sub) => sub.key !== key) });
}
