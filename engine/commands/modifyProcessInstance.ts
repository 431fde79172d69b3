// ModifyProcessInstance: elements are activated and terminated by hand.
import { activateInside } from '../elements/startInstructions.ts';
import { merge, setLocal } from '../elements/variables.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { ExecutableProcess, FlowNode } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../state/rows.ts';

export interface Activate {
  elementId: string;
  /** Key of the scope instance to activate in; 0 or less: the only one there is. */
  ancestor: number;
  variables: { scopeId: string; variables: VariableContext }[];
}
export interface ModifyProcessInstance {
  key: number;
  activate: Activate[];
  terminate: number[];
}

export function modifyProcessInstance(x: Execution, command: ModifyProcessInstance): void {
  const resident = x.state.instances.resident(command.key);
  const root = resident && x.element(command.key);
  if (root === undefined)
    reject(
      'NOT_FOUND',
      'MODIFY',
      `Expected to modify process instance but no process instance found with key '${command.key}'`,
    );
  const graph = x.graph(root);
  const refuse = (what: string): never =>
    reject(
      'INVALID_ARGUMENT',
      'MODIFY',
      `Expected to modify instance of process '${graph.id}' but it contains ${what}`,
    );
  const unknown = command.activate
    .filter((a) => !graph.byId.get(a.elementId)?.scope)
    .map((a) => `'${a.elementId}'`);
  if (unknown.length > 0)
    refuse(
      `one or more activate instructions with an element that could not be found: ${unknown.join(', ')}`,
    );
  const targets = command.terminate.map((key) => {
    const el = resident!.elements.get(key);
    return (
      el ??
      refuse(`one or more terminate instructions with an element instance that could not be found: '${key}'`)
    );
  });
  for (const activate of command.activate) activateElement(x, root, graph, activate);
  x.record('PROCESS_INSTANCE_MODIFICATION', 'MODIFIED', command.key, root);
  for (const el of outermost(x, targets)) x.steps.push({ do: 'terminate', key: el.key });
}

function activateElement(
  x: Execution,
  root: ElementInstance,
  graph: ExecutableProcess,
  activate: Activate,
): void {
  const node = graph.byId.get(activate.elementId)!;
  if (
    node.type === 'START_EVENT' ||
    node.type === 'BOUNDARY_EVENT' ||
    node.type === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE'
  )
    reject(
      'INVALID_ARGUMENT',
      'MODIFY',
      `Expected to modify instance of process '${graph.id}' but it contains one or more activate instructions for elements that are unsupported: '${node.id}'. The activation of elements with type '${node.type}' is not supported.`,
    );
  const scope = scopeFor(x, root, graph, node, activate.ancestor);
  const before = new Set([...x.state.instances.resident(root.pi)!.elements.keys()]);
  activateInside(x, x.element(scope.key)!, node);
  for (const { scopeId, variables } of activate.variables) {
    const inScope =
      scopeId === ''
        ? root
        : (scopeInstance(x, root, graph.byId.get(scopeId), before) ?? unknownScope(graph, scopeId));
    if (scopeId === '') merge(x, inScope, variables);
    else setLocal(x, inScope, variables);
  }
}

function unknownScope(graph: ExecutableProcess, scopeId: string): never {
  return reject(
    'INVALID_ARGUMENT',
    'MODIFY',
    `Expected to modify instance of process '${graph.id}' but it contains one or more variable instructions with a scope element id that could not be found: '${scopeId}'`,
  );
}

/** The instance of a scope: one made by this instruction before one that was there. */
function scopeInstance(
  x: Execution,
  root: ElementInstance,
  node: FlowNode | undefined,
  before: Set<number>,
): ElementInstance | undefined {
  const all = [...x.state.instances.resident(root.pi)!.elements.values()].filter(
    (el) => el.node === node?.index,
  );
  return all.find((el) => !before.has(el.key)) ?? all[0];
}

function scopeFor(
  x: Execution,
  root: ElementInstance,
  graph: ExecutableProcess,
  node: FlowNode,
  ancestor: number,
): ElementInstance {
  const elements = [...x.state.instances.resident(root.pi)!.elements.values()];
  if (ancestor > 0) {
    const el = elements.find((other) => other.key === ancestor);
    if (el) return el;
    reject(
      'INVALID_ARGUMENT',
      'MODIFY',
      `Expected to modify instance of process '${graph.id}' but it contains one or more activate instructions with an ancestor scope key that does not exist, or is not in an active state: '${ancestor}'`,
    );
  }
  for (let at = node.scope; at; at = at.scope) {
    const found = elements.filter((el) => el.node === at.index && el.state === ACTIVATED && !el.body);
    if (found.length > 1)
      reject(
        'INVALID_ARGUMENT',
        'MODIFY',
        `Expected to modify instance of process '${graph.id}' but it contains one or more activate instructions for an element that has a flow scope with more than one active instance: '${node.id}'. Can't decide in which instance of the flow scope the element should be activated. Please specify an ancestor element instance key for this activate instruction.`,
      );
    if (found.length === 1) return found[0]!;
    if (at.loop)
      reject(
        'FAILED_PRECONDITION',
        'MODIFY',
        `Expected to modify instance of process '${graph.id}' but it contains one or more activate instructions that would activate an element inside of the multi-instance '${at.id}'. The activation of elements inside of a multi-instance is not supported.`,
      );
  }
  return x.element(root.key)!;
}

/** A scope all of whose children are terminated goes with them, instead of completing. */
function outermost(x: Execution, targets: readonly ElementInstance[]): ElementInstance[] {
  const chosen = new Map(targets.map((el) => [el.key, el]));
  for (let grown = true; grown; ) {
    grown = false;
    for (const el of [...chosen.values()]) {
      const scope = x.scope(el);
      if (scope === undefined || chosen.has(scope.key)) continue;
      const going = x.state.instances.children(scope).filter((child) => chosen.has(child.key)).length;
      if (going < scope.active) continue;
      chosen.set(scope.key, scope);
      grown = true;
    }
  }
  return [...chosen.values()].filter((el) => el.scope === 0 || !chosen.has(el.scope));
}
