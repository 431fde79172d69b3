// Modification of an instance by the ids of its elements: each instance of one is terminated, and another activated for it.
import type { Execution } from '../../execution.ts';
import type { FlowNode } from '../../model/graph.ts';
import type { ElementInstance } from '../../state/rows.ts';
import { modifyProcessInstance } from '../modifyProcessInstance.ts';
import type { Activate } from './scope.ts';

export function moveElements(x: Execution, key: number, moves: { source: string; target: string }[]): void {
  const elements = [...(x.state.instances.resident(key)?.elements.values() ?? [])];
  const activate: Activate[] = [];
  const terminate: number[] = [];
  for (const { source, target } of moves)
    for (const el of elements.filter((each) => isInstanceOf(x, each, source))) {
      terminate.push(el.key);
      activate.push({ elementId: target, ancestor: around(x, el, target), reuse: true, variables: [] });
    }
  modifyProcessInstance(x, { key, activate, terminate });
}

/** A multi-instance activity is its body, with all that runs in it. */
function isInstanceOf(x: Execution, el: ElementInstance, elementId: string): boolean {
  return x.node(el).id === elementId && el.loopCounter === undefined;
}

/** The innermost scope of the element in which the target lies; 0: the target is not there. */
function around(x: Execution, el: ElementInstance, target: string): number {
  const scopes = new Set<FlowNode>();
  for (let at = x.graph(el).byId.get(target)?.scope; at !== undefined; at = at.scope) scopes.add(at);
  let at = x.scope(el);
  while (at !== undefined && !scopes.has(x.node(at))) at = x.scope(at);
  return at?.key ?? 0;
}
