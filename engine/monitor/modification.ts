// What may be modified or migrated in a running instance: the elements it is at, and those that it could be at.
import type { Kysely } from 'kysely';
import type { ExecutableProcess, FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';
import { groupBy } from './groupBy.ts';
import { named } from './path.ts';
import { running } from './stored.ts';

export interface ElementName {
  elementId: string;
  name: string;
  type: string;
}

export interface Modification {
  /** Where it is now, the process itself left out. */
  open: (ElementName & {
    key: number;
    scopeKey: number;
    /** Its jobs and those of what lies in it: they go with it when it is terminated. */
    jobKeys: number[];
  })[];
  /** What ModifyProcessInstance may activate, in the order of the document. */
  activatable: (ElementName & {
    /** Scope instances to choose from (`ancestorElementInstanceKey`); empty: the engine finds or makes it. */
    ancestors: { key: number; elementId: string }[];
  })[];
}

export async function readModification(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
): Promise<Modification | undefined> {
  const found = await running(db, key);
  const graph = found && (await definitions.graph(found.definition));
  if (!graph) return undefined;
  const { elements } = found;
  const inside = insideOf(elements);
  return {
    open: elements
      .filter((el) => el.scope !== 0)
      .map((el) => ({
        ...named(graph, el.node),
        key: el.key,
        scopeKey: el.scope,
        jobKeys: [el, ...inside(el)].flatMap(({ job }) => (job === undefined ? [] : [job])),
      })),
    activatable: graph.nodes
      .filter((node) => mayActivate(node, elements))
      .map((node) => ({
        ...named(graph, node.index),
        ancestors: ancestorsOf(node, elements, graph),
      })),
  };
}

function insideOf(elements: readonly ElementInstance[]): (el: ElementInstance) => ElementInstance[] {
  const children = groupBy(elements, ({ scope }) => scope);
  const inside = (el: ElementInstance): ElementInstance[] =>
    (children.get(el.key) ?? []).flatMap((child) => [child, ...inside(child)]);
  return inside;
}

function mayActivate(node: FlowNode, elements: readonly ElementInstance[]): boolean {
  return (
    node.scope !== undefined &&
    !NEVER_ACTIVATED.has(node.type) &&
    !node.incoming.some(({ source }) => source.type === 'EVENT_BASED_GATEWAY') &&
    !insideNewLoop(node, elements)
  );
}

const NEVER_ACTIVATED = new Set<FlowNode['type']>([
  'START_EVENT',
  'BOUNDARY_EVENT',
  'EVENT_SUB_PROCESS',
  'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
]);

/** A multi-instance whose scope would have to be made: the engine does not know for which item. */
function insideNewLoop({ scope }: FlowNode, elements: readonly ElementInstance[]): boolean {
  for (let at = scope; at; at = at.scope) {
    const { index } = at;
    if (elements.some((el) => el.node === index && !el.body)) return false;
    if (at.loop) return true;
  }
  return false;
}

/** Instances of the innermost scope of the element that has any, when there is more than one. */
function ancestorsOf(node: FlowNode, elements: readonly ElementInstance[], graph: ExecutableProcess) {
  for (let scope = node.scope; scope; scope = scope.scope) {
    const found = elements.filter((el) => el.node === scope?.index && !el.body);
    if (found.length > 1)
      return found.map((el) => ({ key: el.key, elementId: graph.nodes[el.node]?.id ?? '' }));
    if (found.length === 1) return [];
  }
  return [];
}
