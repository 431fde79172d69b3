// Batch operations and their items.
import { type Kysely, sql } from 'kysely';
import type { BatchItem, BatchOperation } from '../../state/rows.ts';
import type { Page, Query } from './query.ts';
import { column, type Field, number, type SortField, searchTable, text, textColumn } from './tableSearch.ts';

const always = { ...number('key'), always: true } as SortField;

const operationFields = {
  batchOperationKey: column('key'),
  operationType: column('type'),
  state: column('state'),
};
const operationSorts = {
  batchOperationKey: always,
  operationType: textColumn('type'),
  state: textColumn('state'),
  /** Keys ascend with time. */
  startDate: always,
  endDate: number('ended'),
};
export type BatchOperationQuery = Query<keyof typeof operationFields, keyof typeof operationSorts>;

export async function searchBatchOperations(
  db: Kysely<unknown>,
  query: BatchOperationQuery,
): Promise<Page<BatchOperation>> {
  const table = {
    from: sql`engine.batch_operations t`,
    columns: sql`t.data`,
    fields: operationFields,
    sorts: operationSorts,
  };
  type F = keyof typeof operationFields;
  const page = await searchTable<{ data: string }, F, keyof typeof operationSorts>(db, table, query);
  return { ...page, rows: page.rows.map(({ data }) => JSON.parse(data) as BatchOperation) };
}

const operation = (name: 'state' | 'type') =>
  sql`(select ${sql.ref(`o.${name}`)} from engine.batch_operations o where o.key = t.batch)`;
/** What had not been done when its operation was canceled never will. */
const itemState = sql`case when t.state = 'ACTIVE' and ${operation('state')} = 'CANCELED' then 'CANCELED'
  else t.state end`;
const itemFields = {
  batchOperationKey: column('batch'),
  itemKey: column('item'),
  processInstanceKey: column('pi'),
  state: { value: itemState } as Field,
};
const itemSorts = {
  batchOperationKey: number('batch'),
  itemKey: number('item'),
  processInstanceKey: number('pi'),
  state: text(itemState),
};
export type BatchItemQuery = Query<keyof typeof itemFields, keyof typeof itemSorts>;

export interface FoundBatchItem extends Omit<BatchItem, 'state'> {
  type: string;
  state: BatchItem['state'] | 'CANCELED';
}

export async function searchBatchItems(
  db: Kysely<unknown>,
  query: BatchItemQuery,
): Promise<Page<FoundBatchItem>> {
  const table = {
    from: sql`engine.batch_items t`,
    columns: sql`t.data, ${operation('type')} as type, ${itemState} as state`,
    fields: itemFields,
    sorts: itemSorts,
  };
  type Row = { data: string; type: string; state: FoundBatchItem['state'] };
  const page = await searchTable<Row, keyof typeof itemFields, keyof typeof itemSorts>(db, table, query);
  const rows = page.rows.map(({ data, type, state }) => ({
    ...(JSON.parse(data) as BatchItem),
    type,
    state,
  }));
  return { ...page, rows };
}
