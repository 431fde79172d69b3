// Messages that were met by a subscription.
import { type Kysely, sql } from 'kysely';
import type { Correlation } from '../../state/rows.ts';
import type { Page, Query } from './query.ts';
import {
  bigint,
  column,
  type Field,
  number,
  type SortField,
  searchTable,
  textColumn,
} from './tableSearch.ts';

/** There is one. */
const PARTITION = sql`1::bigint`;

const fields = {
  messageKey: column('message'),
  messageName: column('name'),
  correlationKey: column('correlation_key'),
  correlationTime: column('at'),
  subscriptionKey: column('subscription'),
  elementId: column('element_id'),
  elementInstanceKey: { ...column('el'), none: 0 } as Field,
  processInstanceKey: column('pi'),
  processDefinitionKey: column('definition'),
  processDefinitionId: column('process'),
  partitionId: { value: PARTITION } as Field,
  tenantId: column('tenant'),
};
const sorts = {
  messageKey: number('message'),
  messageName: textColumn('name'),
  correlationKey: textColumn('correlation_key'),
  /** Keys ascend with time. */
  correlationTime: { ...number('key'), always: true } as SortField,
  subscriptionKey: number('subscription'),
  elementId: textColumn('element_id'),
  elementInstanceKey: number('el'),
  processInstanceKey: number('pi'),
  processDefinitionKey: number('definition'),
  processDefinitionId: textColumn('process'),
  partitionId: bigint(PARTITION),
  tenantId: textColumn('tenant'),
};
export type CorrelationQuery = Query<keyof typeof fields, keyof typeof sorts>;

export async function searchCorrelations(
  db: Kysely<unknown>,
  query: CorrelationQuery,
): Promise<Page<Correlation>> {
  const table = { from: sql`engine.correlations t`, columns: sql`t.data`, fields, sorts };
  const page = await searchTable<{ data: string }, keyof typeof fields, keyof typeof sorts>(db, table, query);
  return { ...page, rows: page.rows.map(({ data }) => JSON.parse(data) as Correlation) };
}
