// What process instances are found by besides the columns of their rows: their definitions, elements, variables,
// incidents, jobs and batch operations; and filters one of which must fit.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { Rejection } from '../../errors.ts';
import type { Definitions } from '../definitions.ts';
import { type DefinitionField, onKeys } from './definitionConditions.ts';
import { ELEMENT_FIELDS, type ElementField, testElements } from './elementConditions.ts';
import { type InstanceColumn, instanceFields } from './instanceSearch.ts';
import { failedWithRetries } from './jobSearch.ts';
import type { Condition } from './query.ts';
import { fits } from './rowSearch.ts';
import { member, testField } from './tableSearch.ts';
import { testVariable, type VariableCondition } from './variableConditions.ts';

type RelatedField = 'errorMessage' | 'batchOperationKey' | 'hasRetriesLeft' | 'incidentErrorHashCode';
export type InstanceField = InstanceColumn | DefinitionField | ElementField | RelatedField;

export interface InstanceFilter {
  conditions: Condition<InstanceField>[];
  variables?: VariableCondition[];
  /** One of them has to fit as well. */
  alternatives?: InstanceFilter[];
}

/** Open incidents that are looked through by the hash of their message. */
const MAX_INCIDENTS = 10_000;

/** @returns conditions on columns, and others on rows `t` @throws {Rejection} too much to look through */
export async function testInstances(
  db: Kysely<unknown>,
  definitions: Definitions,
  { conditions, variables = [], alternatives = [] }: InstanceFilter,
): Promise<{ conditions: Condition<InstanceColumn>[]; where: RawBuilder<unknown>[] }> {
  const all = await onKeys<Exclude<InstanceField, DefinitionField>>(definitions, conditions);
  const isOfElement = ({ field }: Condition) => ELEMENT_FIELDS.some((name) => name === field);
  const where = variables.map((condition) => testVariable(condition, sql.ref('t.key')));
  if (all.some(isOfElement)) where.push(await testElements(definitions, all));
  const onColumns: Condition<InstanceColumn>[] = [];
  for (const condition of all) {
    if (condition.field in instanceFields) onColumns.push(condition as Condition<InstanceColumn>);
    else if (!isOfElement(condition)) where.push(await testRelated(db, condition as Condition<RelatedField>));
  }
  if (alternatives.length > 0) where.push(await testAny(db, definitions, alternatives));
  return { conditions: onColumns, where };
}

async function testAny(
  db: Kysely<unknown>,
  definitions: Definitions,
  alternatives: InstanceFilter[],
): Promise<RawBuilder<unknown>> {
  const any: RawBuilder<unknown>[] = [];
  for (const alternative of alternatives) {
    const { conditions, where } = await testInstances(db, definitions, alternative);
    const onColumns = conditions.map((each) => testField(instanceFields[each.field], each));
    any.push(sql`(${sql.join([sql`true`, ...onColumns, ...where], sql` and `)})`);
  }
  return sql`(${sql.join(any, sql` or `)})`;
}

async function testRelated(
  db: Kysely<unknown>,
  condition: Condition<RelatedField>,
): Promise<RawBuilder<unknown>> {
  switch (condition.field) {
    case 'errorMessage':
      return some(sql`engine.incidents r where r.pi = t.key`, member('message', 'r'), condition);
    case 'batchOperationKey':
      return some(sql`engine.batch_items r where r.pi = t.key`, sql`r.batch::text`, condition);
    case 'hasRetriesLeft': {
      const jobs = sql`engine.jobs r where r.pi = t.key and ${failedWithRetries('r')}`;
      return testField({ value: sql`exists (select from ${jobs})` }, condition);
    }
    case 'incidentErrorHashCode':
      return sql`t.key = any(${await instancesOfHash(db, condition)}::bigint[])`;
  }
}

/** One of the rows fits. */
function some(
  rows: RawBuilder<unknown>,
  value: RawBuilder<unknown>,
  condition: Condition,
): RawBuilder<unknown> {
  const { operator, value: wanted } = condition;
  if (operator === '$exists')
    return wanted ? sql`exists (select from ${rows})` : sql`not exists (select from ${rows})`;
  return sql`exists (select from ${rows} and ${testField({ value }, condition)})`;
}

async function instancesOfHash(db: Kysely<unknown>, condition: Condition): Promise<number[]> {
  const { rows } = await sql<{ pi: string; message: string | null }>`
    select pi, ${member('message', 'i')} as message from engine.incidents i
    limit ${MAX_INCIDENTS + 1}`.execute(db);
  if (rows.length > MAX_INCIDENTS)
    throw new Rejection(
      'RESOURCE_EXHAUSTED',
      `There are more than ${MAX_INCIDENTS} incidents: too many to look through by the hash of their message`,
    );
  return rows.filter(({ message }) => fits(errorHash(message ?? ''), condition)).map(({ pi }) => Number(pi));
}

/** The hash code of a message as Java makes it of a text, which Camunda shows of its incidents. */
export function errorHash(message: string): number {
  let hash = 0;
  for (let i = 0; i < message.length; i++) hash = (Math.imul(31, hash) + message.charCodeAt(i)) | 0;
  return hash;
}
