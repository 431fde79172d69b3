// How user tasks are searched: UserTaskSearchQuery.
import { z } from 'zod';
import type { UserTaskCondition, UserTaskField } from '../../monitor/search/userTaskSearch.ts';
import { conditionsOf, date, integer, key, oneOf, searchOf, tags, text } from './search.schema.ts';
import { variableConditions, variables } from './variableFilter.schema.ts';

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
    tags: tags.optional(),
    processInstanceVariables: variables.optional(),
    localVariables: variables.optional(),
  } satisfies Record<UserTaskField | 'processInstanceVariables' | 'localVariables', z.ZodType>)
  .transform(({ tags: asked = [], processInstanceVariables, localVariables, ...given }) => ({
    conditions: [
      ...conditionsOf<UserTaskField>(given),
      ...asked.map((value): UserTaskCondition => ({ field: 'tags', operator: '$eq', value })),
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
