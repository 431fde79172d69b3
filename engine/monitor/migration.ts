// A proposal for MigrateProcessInstance: for each element where the instances are, the element of the other definition
// that is most like it.
import type { Kysely } from 'kysely';
import type { FlowNode } from '../model/graph.ts';
import type { Definitions } from './definitions.ts';
import { groupBy } from './groupBy.ts';
import type { ElementName } from './modification.ts';
import { named } from './path.ts';
import { running } from './stored.ts';

export interface MigrationProposal {
  sourceDefinitionKey: number;
  targetDefinitionKey: number;
  /** One entry an element id that is active; each needs a mapping instruction. */
  mappings: (ElementName & {
    /** How many instances of it are active. */
    count: number;
    /** The element of the same id and type; null: a person must choose. */
    proposed: string | null;
    /** Elements that the engine would take: same type, and in a sub-process the same one. */
    candidates: ElementName[];
  })[];
}

/**
 * @param keys instances of one version; those that run no more are passed over
 * @returns undefined when none of them runs, or there is no such definition
 */
export async function proposeMigration(
  db: Kysely<unknown>,
  definitions: Definitions,
  keys: readonly number[],
  target: number,
): Promise<MigrationProposal | undefined> {
  const found = (await Promise.all(keys.map((key) => running(db, key)))).filter((one) => one !== undefined);
  const source = found[0]?.definition;
  const from = source === undefined ? undefined : await definitions.graph(source);
  const to = await definitions.graph(target);
  if (source === undefined || !from || !to) return undefined;
  const active = groupBy(
    found
      .filter(({ definition }) => definition === source)
      .flatMap(({ elements }) => elements.filter(({ scope }) => scope !== 0)),
    ({ node }) => node,
  );
  return {
    sourceDefinitionKey: source,
    targetDefinitionKey: target,
    mappings: [...active].map(([node, instances]) => {
      const source = from.nodes[node]!;
      const candidates = to.nodes.filter((other) => fits(source, other));
      return {
        ...named(from, node),
        count: instances.length,
        proposed: candidates.find(({ id }) => id === source.id)?.id ?? null,
        candidates: candidates.map(({ index }) => named(to, index)),
      };
    }),
  };
}

function fits(source: FlowNode, target: FlowNode): boolean {
  return (
    target.type === source.type &&
    (source.scope?.type === 'PROCESS' || source.scope?.id === target.scope?.id) &&
    !(source.userTask?.native && !target.userTask?.native) &&
    source.loop?.sequential === target.loop?.sequential
  );
}
