// The nodes of processes by which rows are found that hold a node's number and not the element's id.
import { type RawBuilder, sql } from 'kysely';
import { Rejection } from '../../errors.ts';
import type { FlowNode } from '../../model/graph.ts';
import type { Definitions } from '../definitions.ts';
import type { Condition } from './query.ts';
import { fits } from './rowSearch.ts';

/** Definitions whose elements are looked through for one filter: each is a model to read. */
const MAX_DEFINITIONS = 200;

/** Nodes, each by the key of its definition and its number in it. */
export interface Nodes {
  definitions: number[];
  numbers: number[];
}

/**
 * @param conditions those on `processDefinitionKey` say which definitions are looked through
 * @throws {Rejection} too many of them
 */
export async function nodesWhere(
  definitions: Definitions,
  conditions: readonly Condition[],
  isOne: (node: FlowNode) => boolean,
): Promise<Nodes> {
  const ofKey = conditions.filter(({ field }) => field === 'processDefinitionKey');
  const keys = (await definitions.processKeys()).filter((key) =>
    ofKey.every((condition) => fits(key, condition)),
  );
  if (keys.length > MAX_DEFINITIONS)
    throw new Rejection(
      'INVALID_ARGUMENT',
      `The elements of at most ${MAX_DEFINITIONS} process definitions are looked through: name fewer in the filter`,
    );
  const nodes: Nodes = { definitions: [], numbers: [] };
  for (const key of keys)
    for (const node of (await definitions.graph(key))?.nodes ?? [])
      if (isOne(node)) {
        nodes.definitions.push(key);
        nodes.numbers.push(node.index);
      }
  return nodes;
}

/** Whether a node is one of them. @param node its number, an integer */
export const among = (
  definition: RawBuilder<unknown>,
  node: RawBuilder<unknown>,
  { definitions, numbers }: Nodes,
): RawBuilder<unknown> =>
  sql`(${definition}, ${node}) in (select * from unnest(${definitions}::bigint[], ${numbers}::integer[]))`;
