// In which scope instance an element is activated by hand.
import type { Execution } from '../../execution.ts';
import type { VariableContext } from '../../expression/expression.ts';
import type { FlowNode } from '../../model/graph.ts';
import { ACTIVATED, type ElementInstance } from '../../state/rows.ts';

export interface Activate {
  elementId: string;
  /** Key of an element instance around the one to activate, to make its scopes in; 0 or less: the only ones there
   * are. */
  ancestor: number;
  /** Scopes that are there in the ancestor take the element too. */
  reuse?: true;
  /** `scopeId` '': the process instance. */
  variables: { scopeId: string; variables: VariableContext }[];
}

/** Rejects with INVALID_ARGUMENT: «Expected to modify instance of process … but …». */
export type Refuse = (what: string) => never;

/** Scopes around the node but for the process, the outermost first. */
function scopesAround(node: FlowNode): FlowNode[] {
  const scopes: FlowNode[] = [];
  for (let at = node.scope; at?.scope; at = at.scope) scopes.unshift(at);
  return scopes;
}

/** @returns the innermost scope instance that is there already; what is missing is made in it. Below an ancestor
 * that is named, all is made anew, unless those that are there are to be reused. */
export function scopeFor(
  x: Execution,
  root: ElementInstance,
  node: FlowNode,
  { ancestor, reuse }: Activate,
  refuse: Refuse,
): ElementInstance {
  const named = ancestor > 0 ? around(x, x.element(ancestor)!) : undefined;
  let current = x.element(root.key)!;
  const scopes = scopesAround(node);
  for (const [index, scope] of scopes.entries())
    for (const body of scope.loop ? [true, false] : [false]) {
      const found = instanceOf(x, current, scope, { body, named, reuse, refuse });
      if (found === undefined) {
        const loop = scopes.slice(index).find((each) => each.loop);
        if (loop)
          refuse(
            `it contains one or more activate instructions that would result in the activation of multi-instance element '${loop.id}', which is currently unsupported.`,
          );
        return current;
      }
      current = found;
    }
  return current;
}

/** Keys of the element instance and of all that it lies in. */
function around(x: Execution, el: ElementInstance): Set<number> {
  const keys = new Set<number>();
  for (let at: ElementInstance | undefined = el; at !== undefined; at = x.scope(at)) keys.add(at.key);
  return keys;
}

function instanceOf(
  x: Execution,
  parent: ElementInstance,
  scope: FlowNode,
  {
    body,
    named,
    reuse,
    refuse,
  }: Pick<Activate, 'reuse'> & {
    body: boolean;
    named: Set<number> | undefined;
    refuse: Refuse;
  },
): ElementInstance | undefined {
  const found = x.state.instances
    .children(parent)
    .filter((el) => el.node === scope.index && el.state === ACTIVATED && (el.body !== undefined) === body);
  const chosen = named && found.find((el) => named.has(el.key));
  if (chosen || (named && !reuse)) return chosen;
  // Each activation in an ad hoc sub-process has an inner instance of its own.
  if (scope.type === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE') return undefined;
  if (found.length > 1 && !named)
    refuse(
      `it contains one or more activate instructions for an element that has a flow scope with more than one active instance: '${scope.id}'. Can't decide in which instance of the flow scope the element should be activated. Please specify an ancestor element instance key for this activate instruction.`,
    );
  return found[0];
}

/** Refuses ancestors that are not there, or are not around what is to be activated in them. */
export function checkAncestors(
  x: Execution,
  root: ElementInstance,
  activate: readonly Activate[],
  refuse: Refuse,
): void {
  const named = activate.filter(({ ancestor }) => ancestor > 0);
  const instances = new Map(named.map(({ ancestor }) => [ancestor, x.state.instances.locate(ancestor)]));
  const keysOf = (wrong: (el: ElementInstance | undefined) => boolean) =>
    [...instances]
      .filter(([, el]) => wrong(el))
      .map(([key]) => key)
      .join("', '");
  const gone = keysOf((el) => el?.state !== ACTIVATED);
  if (gone !== '')
    refuse(
      `it contains one or more activate instructions with an ancestor scope key that does not exist, or is not in an active state: '${gone}'`,
    );
  const elsewhere = keysOf((el) => el?.pi !== root.pi);
  if (elsewhere !== '')
    refuse(
      `it contains one or more activate instructions with an ancestor scope key that does not belong to the modified process instance: '${elsewhere}'`,
    );
  const apart = named.filter(({ ancestor, elementId }) => {
    const scope = x.node(instances.get(ancestor)!);
    for (let at = x.graph(root).byId.get(elementId)!.scope; at; at = at.scope) if (at === scope) return false;
    return true;
  });
  if (apart.length > 0)
    refuse(
      `it contains one or more activate instructions with an ancestor scope key that is not an ancestor of the element to activate:${apart
        .map(
          ({ ancestor, elementId }) =>
            `\n- instance '${ancestor}' of element '${x.node(instances.get(ancestor)!).id}' is not an ancestor of element '${elementId}'`,
        )
        .join('')}`,
    );
}
