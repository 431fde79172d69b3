// Reading batch operations and their items, beside the writer.
import type Router from '@koa/router';
import type { FoundBatchItem } from '../../monitor/search/batchSearch.ts';
import type { Monitor } from '../../monitor.ts';
import type { BatchOperation } from '../../state/rows.ts';
import { PARTITION } from '../keys.ts';
import { keysOf } from './input.ts';
import { answer, answerSearch, notFound } from './pages.ts';
import { dateOf } from './presenters.ts';
import * as searches from './searches.schema.ts';

export function batchQueries(router: Router, { search }: Monitor): void {
  router.post(
    '/v2/batch-operations/search',
    answerSearch(searches.batchOperations, search.batchOperations, presentOperation),
  );
  router.post(
    '/v2/batch-operation-items/search',
    answerSearch(searches.batchItems, search.batchItems, presentItem),
  );
  router.get('/v2/batch-operations/:batchOperationKey', async (ctx) => {
    const key = keysOf(ctx).batchOperationKey!;
    const { rows } = await search.batchOperations({
      conditions: [{ field: 'batchOperationKey', operator: '$eq', value: key }],
      sort: [],
      limit: 1,
      page: { from: 0 },
    });
    if (rows[0] === undefined) throw notFound('Batch Operation', key);
    answer(ctx, presentOperation(rows[0]));
  });
}

/** BatchOperationResponse. */
const presentOperation = (operation: BatchOperation): object => ({
  batchOperationKey: String(operation.key),
  state: operation.state,
  batchOperationType: operation.plan.type,
  startDate: dateOf(operation.at),
  endDate: dateOf(operation.ended),
  operationsTotalCount: operation.total,
  operationsFailedCount: operation.failed,
  operationsCompletedCount: operation.completed,
  errors:
    operation.error === undefined
      ? []
      : [{ partitionId: PARTITION, type: 'QUERY_FAILED', message: operation.error }],
});

/** BatchOperationItemResponse. */
const presentItem = (item: FoundBatchItem): object => ({
  operationType: item.type,
  batchOperationKey: String(item.batch),
  itemKey: String(item.item),
  processInstanceKey: String(item.pi),
  state: item.state,
  processedDate: dateOf(item.at),
  errorMessage: item.error,
});
