// Process instances found by one of their element instances: its element, its state, whether an incident holds it.
import { type RawBuilder, sql } from 'kysely';
import type { Definitions } from '../definitions.ts';
import { among, type Nodes, nodesWhere } from './nodes.ts';
import type { Condition } from './query.ts';
import { fits } from './rowSearch.ts';
import { member, testField } from './tableSearch.ts';

export const ELEMENT_FIELDS = ['elementId', 'elementInstanceState', 'hasElementInstanceIncident'] as const;
export type ElementField = (typeof ELEMENT_FIELDS)[number];

const STATES = ['ACTIVE', 'COMPLETED', 'TERMINATED'] as const;
/** As a path has them. */
const OUTCOMES = { COMPLETED: '0', TERMINATED: '1' };

/**
 * @param conditions those on the definition's key say which definitions are looked through
 * @returns a condition on rows `t` of instances: one element instance meets all
 * @throws {Rejection} too many definitions to look through
 */
export async function testElements(
  definitions: Definitions,
  conditions: readonly Condition[],
): Promise<RawBuilder<unknown>> {
  const of = (field: ElementField) => conditions.filter((condition) => condition.field === field);
  const ids = of('elementId');
  const states = STATES.filter((state) => of('elementInstanceState').every((each) => fits(state, each)));
  const mayBeHeld = (held: boolean) => of('hasElementInstanceIncident').every((each) => fits(held, each));
  const nodes =
    ids.length === 0
      ? undefined
      : await nodesWhere(definitions, conditions, ({ id }) => ids.every((each) => fits(id, each)));
  const outcomes = states.flatMap((state) => (state === 'ACTIVE' ? [] : [OUTCOMES[state]]));
  const found = [
    ...(states.includes('ACTIVE') && mayBeHeld(true) ? [heldThere(ids)] : []),
    ...(states.includes('ACTIVE') && mayBeHeld(false) ? [freeThere(nodes)] : []),
    ...(outcomes.length > 0 && mayBeHeld(false) ? [left(nodes, outcomes)] : []),
  ];
  return found.length === 0 ? sql`false` : sql`(${sql.join(found, sql` or `)})`;
}

function heldThere(ids: readonly Condition[]): RawBuilder<unknown> {
  const all = ids.map((condition) => testField({ value: member('elementId', 'i') }, condition));
  return sql`t.key in (select i.pi from engine.incidents i
    where ${all.length === 0 ? sql`true` : sql.join(all, sql` and `)})`;
}

/** Rows of elements hold the key of their process instance. */
const freeThere = (nodes: Nodes | undefined): RawBuilder<unknown> =>
  sql`t.key in (select e.data::bigint from engine.elements e
    where ${nodes ? among(sql`e.definition`, sql`e.node`, nodes) : sql`true`} and e.key <> e.data::bigint
      and not exists (select from engine.incidents i
        where i.pi = e.data::bigint and ${member('el', 'i')} = e.key::text))`;

/** Its path has an element instance that has been left. */
const left = (nodes: Nodes | undefined, outcomes: string[]): RawBuilder<unknown> =>
  sql`(${nodes ? sql`t.definition = any(${nodes.definitions})` : sql`true`}
    and exists (select from json_array_elements(coalesce(
        (select engine.json_at(i.data, 'p') from engine.instances i where i.key = t.key),
        (select engine.json_at(h.data, 'path') from engine.history h where h.key = t.key))::json) as entry
      where entry ->> 0 = '0' and (entry ->> 2)::bigint <> t.key
        and coalesce(entry ->> 5, '0') = any(${outcomes})
        and ${nodes ? among(sql`t.definition`, sql`(entry ->> 1)::integer`, nodes) : sql`true`}))`;
