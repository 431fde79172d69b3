// How user tasks are searched: UserTaskSearchQuery.
import { z } from 'zod';
import type { UserTaskCondition, UserTaskField } from '../../monitor/search/userTaskSearch.ts';
import type { VariableCondition } from '../../monitor/search/variableConditions.ts';
import {
  conditionsOf,
  date,
  equality,
  filterOf,
  integer,
  key,
  like,
  oneOf,
  operatorsOf,
  searchOf,
  string,
  text,
} from './search.schema.ts';

/** An instance has no more. */
const MAX_TAGS = 10;
const MAX_VARIABLES = 20;

const state = oneOf([
  'CREATING',
  'CREATED',
  'ASSIGNING',
  'UPDATING',
  'COMPLETING',
  'COMPLETED',
  'CANCELING',
  'CANCELED',
  'FAILED',
]);

/** Values of variables are JSON texts, as short as they can be written. */
const json = string.transform((given) => {
  try {
    return JSON.stringify(JSON.parse(given));
  } catch {
    return given;
  }
});
const variables = z
  .array(
    z.strictObject({
      name: string.min(1),
      value: filterOf(json, z.strictObject({ ...equality(json), ...like })),
    }),
  )
  .max(MAX_VARIABLES);
const variableConditions = (of: VariableCondition['of'], given: z.output<typeof variables> = []) =>
  given.flatMap(({ name, value: operators }) =>
    operatorsOf(operators).map(([operator, value]) => ({ of, name, operator, value }) as VariableCondition),
  );

const filter = z
  .strictObject({
    state: state.optional(),
    assignee: text.optional(),
    priority: integer.optional(),
    elementId: text.optional(),
    name: text.optional(),
    candidateGroup: text.optional(),
    candidateUser: text.optional(),
    tenantId: text.optional(),
    processDefinitionId: text.optional(),
    creationDate: date.optional(),
    completionDate: date.optional(),
    followUpDate: date.optional(),
    dueDate: date.optional(),
    userTaskKey: key.optional(),
    processDefinitionKey: key.optional(),
    processInstanceKey: key.optional(),
    elementInstanceKey: key.optional(),
    /** All of them. */
    tags: z.array(string).max(MAX_TAGS).optional(),
    processInstanceVariables: variables.optional(),
    localVariables: variables.optional(),
  } satisfies Record<UserTaskField | 'processInstanceVariables' | 'localVariables', z.ZodType>)
  .transform(({ tags = [], processInstanceVariables, localVariables, ...given }) => ({
    conditions: [
      ...conditionsOf<UserTaskField>(given),
      ...tags.map((value): UserTaskCondition => ({ field: 'tags', operator: '$eq', value })),
    ],
    variables: [
      ...variableConditions('processInstance', processInstanceVariables),
      ...variableConditions('task', localVariables),
    ],
  }));

export const userTaskSearch = searchOf(filter, [
  'creationDate',
  'completionDate',
  'followUpDate',
  'dueDate',
  'priority',
  'name',
]);
