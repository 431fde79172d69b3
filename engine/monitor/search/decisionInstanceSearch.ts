// Decisions that were evaluated.
import { type Kysely, sql } from 'kysely';
import type { DecisionInstance } from '../../state/rows.ts';
import type { Page, Query } from './query.ts';
import { column, type Field, number, type SortField, searchTable, textColumn } from './tableSearch.ts';

const key = (name: string): Field => ({ ...column(name), none: 0 });
const always = { ...number('key'), always: true } as SortField;

const fields = {
  position: column('position'),
  decisionEvaluationKey: column('evaluation'),
  decisionDefinitionKey: column('decision'),
  decisionDefinitionId: column('decision_id'),
  decisionDefinitionName: column('decision_name'),
  decisionDefinitionVersion: column('decision_version'),
  decisionDefinitionType: column('decision_type'),
  processDefinitionKey: key('definition'),
  processInstanceKey: key('pi'),
  elementInstanceKey: key('el'),
  evaluationDate: column('at'),
  evaluationFailure: { ...column('failure'), none: '' } as Field,
  state: column('state'),
  tenantId: column('tenant'),
};
const sorts = {
  /** Keys ascend with evaluation and position. */
  decisionEvaluationInstanceKey: always,
  decisionEvaluationKey: number('evaluation'),
  decisionDefinitionKey: number('decision'),
  decisionDefinitionId: textColumn('decision_id'),
  decisionDefinitionName: textColumn('decision_name'),
  decisionDefinitionVersion: number('decision_version'),
  decisionDefinitionType: textColumn('decision_type'),
  processDefinitionKey: number('definition'),
  processInstanceKey: number('pi'),
  elementInstanceKey: number('el'),
  evaluationDate: number('at'),
  evaluationFailure: textColumn('failure'),
  state: textColumn('state'),
  tenantId: textColumn('tenant'),
};
export type DecisionInstanceField = keyof typeof fields;
export type DecisionInstanceQuery = Query<DecisionInstanceField, keyof typeof sorts>;

export async function searchDecisionInstances(
  db: Kysely<unknown>,
  query: DecisionInstanceQuery,
): Promise<Page<DecisionInstance>> {
  const table = { from: sql`engine.decision_instances t`, columns: sql`t.data`, fields, sorts };
  const page = await searchTable<{ data: string }, DecisionInstanceField, keyof typeof sorts>(
    db,
    table,
    query,
  );
  return { ...page, rows: page.rows.map(({ data }) => JSON.parse(data) as DecisionInstance) };
}
