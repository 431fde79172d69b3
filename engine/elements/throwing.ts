// Errors and escalations travel outwards, through the scopes and through call activities, until one is caught.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { eventStarts, trigger } from './events.ts';
import { boundariesOf } from './jobs.ts';

interface Catch {
  el: ElementInstance;
  node: FlowNode;
}

function code(node: FlowNode, kind: 'error' | 'escalation'): string | undefined {
  const { event } = node;
  if (event?.kind !== kind) return undefined;
  return event.code?.source ?? '';
}

/** A catch with the very code goes before one that takes every code. */
function pick(nodes: FlowNode[], kind: 'error' | 'escalation', thrown: string): FlowNode | undefined {
  const fitting = nodes.filter((node) => node.event?.kind === kind);
  return (
    fitting.find((node) => code(node, kind) === thrown) ?? fitting.find((node) => code(node, kind) === '')
  );
}

/** Who catches what `from` throws, from the inside out. */
export function findCatch(
  x: Execution,
  from: ElementInstance,
  kind: 'error' | 'escalation',
  thrown: string,
): Catch | undefined {
  let el: ElementInstance | undefined = from;
  while (el !== undefined) {
    const node = x.node(el);
    const boundary = pick(boundariesOf(el, node), kind, thrown);
    if (boundary) return { el, node: boundary };
    if (!el.body && !el.interrupted && el !== from) {
      const start = pick(eventStarts(node), kind, thrown);
      if (start) return { el, node: start };
    }
    const parent: ElementInstance['root'] = el.root;
    if (el.scope !== 0) el = x.scope(el);
    else if (parent?.parent) {
      x.state.instances.resident(parent.parent.pi);
      el = x.element(parent.parent.key);
    } else el = undefined;
  }
  return undefined;
}

/** @returns whether somebody caught it */
export function throwError(
  x: Execution,
  from: ElementInstance,
  thrown: string,
  variables: VariableContext,
): boolean {
  const caught = findCatch(x, from, 'error', thrown);
  return caught !== undefined && trigger(x, caught.el, caught.node, variables);
}

/** @returns the catch, for the thrower to know whether it was interrupted */
export function throwEscalation(x: Execution, from: ElementInstance, thrown: string): Catch | undefined {
  const caught = findCatch(x, from, 'escalation', thrown);
  if (caught) trigger(x, caught.el, caught.node, {});
  return caught;
}
