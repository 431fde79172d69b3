// Conditions on the process definition of what is searched, answered from the definitions, which are few.
import { type RawBuilder, sql } from 'kysely';
import type { Definitions } from '../definitions.ts';
import type { Condition } from './query.ts';
import { searchRows } from './rowSearch.ts';
import { type SortField, text } from './tableSearch.ts';

/** Fields of a process definition, by which what is of it is found. */
export const DEFINITION_FIELDS = [
  'processDefinitionId',
  'processDefinitionName',
  'processDefinitionVersion',
  'processDefinitionVersionTag',
  'tenantId',
] as const;
export type DefinitionField = (typeof DEFINITION_FIELDS)[number];

/** Conditions on the definition, and the others. */
export function divide<F extends string>(
  conditions: readonly Condition<F | DefinitionField>[],
): [Condition<DefinitionField>[], Condition<F>[]] {
  const isOfDefinition = (condition: Condition): condition is Condition<DefinitionField> =>
    DEFINITION_FIELDS.some((field) => field === condition.field);
  return [
    conditions.filter(isOfDefinition),
    conditions.filter((condition): condition is Condition<F> => !isOfDefinition(condition)),
  ];
}

/** Keys of the processes, deleted or not, that meet the conditions. */
export async function keysMatching(
  definitions: Definitions,
  conditions: Condition<DefinitionField>[],
): Promise<number[]> {
  const rows = (await definitions.all())
    .filter(({ kind }) => kind === 'process')
    .map((r) => ({
      key: r.key,
      processDefinitionId: r.id,
      processDefinitionName: r.name,
      processDefinitionVersion: r.version,
      processDefinitionVersionTag: r.versionTag,
      tenantId: r.tenant,
    }));
  const all = { conditions, sort: [], limit: rows.length, page: { from: 0 } };
  return searchRows(rows, all, ({ key }) => key).rows.map(({ key }) => key);
}

/** The conditions as one on the definition's key. */
export async function onKeys<F extends string>(
  definitions: Definitions,
  conditions: readonly Condition<F | DefinitionField>[],
): Promise<Condition<F | 'processDefinitionKey'>[]> {
  const [ofDefinition, rest] = divide(conditions);
  if (ofDefinition.length === 0) return rest;
  const value = await keysMatching(definitions, ofDefinition);
  return [...rest, { field: 'processDefinitionKey', operator: '$in', value }];
}

/** A member of what the definition says of itself. @param definition its key in a row `t` */
const member = (definition: RawBuilder<unknown>, name: string) =>
  sql`(select engine.text_at(r.data, ${sql.lit(name)}) from engine.resources r where r.key = ${definition})`;

export const definitionSorts = (definition: RawBuilder<unknown>) => ({
  processDefinitionId: text(member(definition, 'id')),
  processDefinitionName: text(member(definition, 'name')),
  processDefinitionVersion: {
    type: 'bigint',
    value: sql`${member(definition, 'version')}::bigint`,
  } as SortField,
  processDefinitionVersionTag: text(member(definition, 'versionTag')),
  tenantId: text(member(definition, 'tenant')),
});
