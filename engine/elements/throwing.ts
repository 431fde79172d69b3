// Errors and escalations travel outwards, through the scopes and through call activities, until one is caught.
import { IncidentError } from '../errors.ts';
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

type Kind = 'error' | 'escalation';

/** '' of one that takes every code. */
function code(node: FlowNode): string {
  const { event } = node;
  return event?.kind === 'error' || event?.kind === 'escalation' ? (event.code?.source ?? '') : '';
}

/** A catch with the very code goes before one that takes every code. */
function pick(nodes: readonly FlowNode[], thrown: string): FlowNode | undefined {
  return nodes.find((node) => code(node) === thrown) ?? nodes.find((node) => code(node) === '');
}

/** What catches the kind around `from`, scope by scope from the inside out, also through call activities; in a
 * scope, its event sub-processes before its boundary events. */
function* levels(
  x: Execution,
  from: ElementInstance,
  kind: Kind,
): Generator<{ el: ElementInstance; nodes: FlowNode[] }> {
  let el: ElementInstance | undefined = from;
  while (el !== undefined) {
    const node = x.node(el);
    const inside = !el.body && !el.interrupted && el !== from ? eventStarts(node) : [];
    const nodes = [...inside, ...boundariesOf(el, node)].filter(({ event }) => event?.kind === kind);
    yield { el, nodes };
    const parent: ElementInstance['root'] = el.root;
    if (el.scope !== 0) el = x.scope(el);
    else if (parent?.parent) {
      x.state.instances.resident(parent.parent.pi);
      el = x.element(parent.parent.key);
    } else el = undefined;
  }
}

/** Who catches what `from` throws. */
export function findCatch(
  x: Execution,
  from: ElementInstance,
  kind: Kind,
  thrown: string,
): Catch | undefined {
  for (const { el, nodes } of levels(x, from, kind)) {
    const node = pick(nodes, thrown);
    if (node) return { el, node };
  }
  return undefined;
}

/** The incident of an error that nobody catches. @param said the message of who threw it */
export function uncaught(x: Execution, from: ElementInstance, thrown: string, said = ''): IncidentError {
  const codes = [...levels(x, from, 'error')].flatMap(({ nodes }) => nodes.map(code));
  const available =
    codes.length === 0
      ? 'No error events are available in the scope.'
      : `Available error events are [${codes.join(', ')}]`;
  const message = said && ` with message '${said}'`;
  return new IncidentError(
    'UNHANDLED_ERROR_EVENT',
    `Expected to throw an error event with the code '${thrown}'${message}, but it was not caught. ${available}`,
  );
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
