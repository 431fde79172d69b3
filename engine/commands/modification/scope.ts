// In which scope instance an element is activated by hand.
import type { Execution } from '../../execution.ts';
import type { FlowNode } from '../../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../../state/rows.ts';

/** Rejects with INVALID_ARGUMENT: «Expected to modify instance of process … but …». */
export type Refuse = (what: string) => never;

/** @returns the innermost scope instance that is there already; what is missing is made in it */
export function scopeFor(
  x: Execution,
  root: ElementInstance,
  node: FlowNode,
  ancestor: number,
  refuse: Refuse,
): ElementInstance {
  const elements = [...x.state.instances.resident(root.pi)!.elements.values()];
  if (ancestor > 0) return ancestorFor(x, elements, node, ancestor, refuse);
  for (let at = node.scope; at; at = at.scope) {
    // Each activation in an ad hoc sub-process has an inner instance of its own.
    if (at.type === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE') continue;
    const found = elements.filter((el) => el.node === at.index && el.state === ACTIVATED && !el.body);
    if (found.length > 1)
      refuse(
        `it contains one or more activate instructions for an element that has a flow scope with more than one active instance: '${node.id}'. Can't decide in which instance of the flow scope the element should be activated. Please specify an ancestor element instance key for this activate instruction.`,
      );
    if (found.length === 1) return found[0]!;
    if (at.loop)
      refuse(
        `it contains one or more activate instructions that would activate an element inside of the multi-instance '${at.id}'. The activation of elements inside of a multi-instance is not supported.`,
      );
  }
  return x.element(root.key)!;
}

function ancestorFor(
  x: Execution,
  elements: readonly ElementInstance[],
  node: FlowNode,
  ancestor: number,
  refuse: Refuse,
): ElementInstance {
  const el = elements.find((other) => other.key === ancestor);
  if (el === undefined || el.state !== ACTIVATED)
    refuse(
      `it contains one or more activate instructions with an ancestor scope key that does not exist, or is not in an active state: '${ancestor}'`,
    );
  for (let at = node.scope; at; at = at.scope) if (at === x.node(el) && !el.body) return el;
  return refuse(
    `it contains one or more activate instructions with an ancestor scope key that is not an ancestor of the element to activate: '${ancestor}'`,
  );
}
