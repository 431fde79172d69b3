// How decisions that were evaluated are searched: DecisionInstanceSearchQuery.
import { z } from 'zod';
import type { DecisionInstanceField } from '../../monitor/search/decisionInstanceSearch.ts';
import type { Condition } from '../../monitor/search/query.ts';
import { keyOfText } from '../keys.ts';
import { conditionsOf, date, integer, key, nullish, oneOf, searchOf, text } from './search.schema.ts';

/** The key of the evaluation and the place in it, from 1 on. */
const instanceKey = z
  .string()
  .regex(/^\d{1,19}-\d{1,9}$/)
  .transform((given): Condition<DecisionInstanceField>[] => {
    const [evaluation, position] = given.split('-') as [string, string];
    return [
      { field: 'decisionEvaluationKey', operator: '$eq', value: keyOfText(evaluation) },
      { field: 'position', operator: '$eq', value: Number(position) },
    ];
  });
/** What finds the decision instance of a key, or undefined if it cannot be one. */
export const instanceKeyOf = (given: string): Condition<DecisionInstanceField>[] | undefined =>
  instanceKey.safeParse(given).data;

const fields = {
  state: oneOf(['EVALUATED', 'FAILED', 'UNSPECIFIED', 'UNKNOWN']),
  evaluationFailure: text,
  evaluationDate: date,
  decisionDefinitionId: text,
  decisionDefinitionName: text,
  decisionDefinitionVersion: integer,
  decisionDefinitionType: oneOf(['DECISION_TABLE', 'LITERAL_EXPRESSION', 'UNSPECIFIED', 'UNKNOWN']),
  tenantId: text,
  decisionEvaluationKey: key,
  processDefinitionKey: key,
  processInstanceKey: key,
  decisionDefinitionKey: key,
  elementInstanceKey: key,
};

export const decisionInstances = searchOf(
  z
    .strictObject({
      ...nullish(fields),
      decisionEvaluationInstanceKey: instanceKey.nullish(),
    })
    .transform(({ decisionEvaluationInstanceKey, ...given }) => ({
      conditions: [...(decisionEvaluationInstanceKey ?? []), ...conditionsOf<keyof typeof fields>(given)],
    })),
  [
    'decisionDefinitionId',
    'decisionDefinitionKey',
    'decisionDefinitionName',
    'decisionDefinitionType',
    'decisionDefinitionVersion',
    'decisionEvaluationInstanceKey',
    'decisionEvaluationKey',
    'elementInstanceKey',
    'evaluationDate',
    'evaluationFailure',
    'processDefinitionKey',
    'processInstanceKey',
    'state',
    'tenantId',
  ],
);
