// ModifyProcessInstance: elements are activated and terminated by hand, all of them or none.
import { activateInside } from '../elements/startInstructions.ts';
import { terminateLater } from '../elements/tokens.ts';
import { merge, setLocal } from '../elements/variables.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { ExecutableProcess, FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { type Activate, checkAncestors, type Refuse, scopeFor } from './modification/scope.ts';
import { checkElements } from './modification/supported.ts';

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
  const refuse: Refuse = (what) =>
    reject('INVALID_ARGUMENT', 'MODIFY', `Expected to modify instance of process '${graph.id}' but ${what}`);
  checkElements(
    graph,
    command.activate.map(({ elementId }) => elementId),
    refuse,
  );
  const missing = command.terminate.filter((key) => !resident!.elements.has(key));
  if (missing.length > 0)
    refuse(
      `it contains one or more terminate instructions with an element instance that could not be found: '${missing.join("', '")}'`,
    );
  checkVariableScopes(graph, command.activate, refuse);
  checkAncestors(x, root, command.activate, refuse);
  for (const activate of command.activate) activateElement(x, root, graph, activate, refuse);
  x.operated(command.key, 'MODIFY');
  x.record('PROCESS_INSTANCE_MODIFICATION', 'MODIFIED', command.key, root);
  const targets = outermost(
    x,
    command.terminate.map((key) => x.element(key)!),
  );
  if (root.root!.parent && targets.some((el) => el.scope === 0))
    refuse(
      'the given instructions would terminate the instance. The instance was created by a call activity in the parent process. To terminate this instance please modify the parent process instead.',
    );
  for (const el of targets) terminateLater(x, el, true);
}

function activateElement(
  x: Execution,
  root: ElementInstance,
  graph: ExecutableProcess,
  activate: Activate,
  refuse: Refuse,
): void {
  const node = graph.byId.get(activate.elementId)!;
  const byScope = variablesByScope(graph, activate);
  const scope = scopeFor(x, root, node, activate, refuse);
  const prepare = (el: ElementInstance) => {
    const variables = byScope.get(x.node(el));
    if (variables && el.scope === 0) merge(x, el, variables);
    else if (variables) setLocal(x, el, variables);
  };
  for (let at: ElementInstance | undefined = scope; at !== undefined; at = x.scope(at)) {
    prepare(at);
    takeTokensAgain(x, at);
  }
  activateInside(x, x.element(scope.key)!, node, {
    intent: 'MODIFY',
    prepare,
    variables: byScope.get(node),
  });
}

/** A scope that an event sub-process has taken over runs beside it again. An ad hoc sub-process does not: its activities
 * were over. */
function takeTokensAgain(x: Execution, scope: ElementInstance): void {
  const el = x.element(scope.key)!;
  if (el.interrupted && !el.trigger && !el.body && !x.node(el).adHoc)
    x.put({ ...el, interrupted: undefined });
}

function scopeOf(graph: ExecutableProcess, scopeId: string): FlowNode | undefined {
  return scopeId === '' || scopeId === graph.id ? graph.root : graph.byId.get(scopeId);
}

/** Each instruction sets variables of the element, or of a scope around it. */
function checkVariableScopes(graph: ExecutableProcess, activate: readonly Activate[], refuse: Refuse): void {
  const scopes = activate.flatMap(({ elementId, variables }) =>
    variables.map(({ scopeId }) => ({ scopeId, elementId })),
  );
  const unknown = scopes.filter(({ scopeId }) => scopeOf(graph, scopeId) === undefined);
  if (unknown.length > 0)
    refuse(
      `it contains one or more variable instructions with a scope element id that could not be found: '${[...new Set(unknown.map(({ scopeId }) => scopeId))].join("', '")}'`,
    );
  if (
    !scopes.every(({ scopeId, elementId }) => surrounds(scopeOf(graph, scopeId)!, graph.byId.get(elementId)!))
  )
    refuse(
      "it contains one or more variable instructions with a scope element that doesn't belong to the activating element's flow scope. These variables should be set before or after the modification.",
    );
}

/** What the element and each flow scope of it are to know. */
function variablesByScope(graph: ExecutableProcess, activate: Activate): Map<FlowNode, VariableContext> {
  const byScope = new Map<FlowNode, VariableContext>();
  for (const { scopeId, variables } of activate.variables) {
    const scope = scopeOf(graph, scopeId)!;
    byScope.set(scope, { ...byScope.get(scope), ...variables });
  }
  return byScope;
}

/** Whether the scope is one of the element's, its own included. */
function surrounds(scope: FlowNode, node: FlowNode): boolean {
  for (let at: FlowNode | undefined = node; at; at = at.scope) if (at === scope) return true;
  return false;
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
