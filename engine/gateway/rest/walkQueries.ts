// Where instances are and have been: statistics of elements, sequence flows taken, calls; open message subscriptions.
import type Router from '@koa/router';
import type { HeatMapEntry } from '../../monitor/heatMap.ts';
import type { FoundElement } from '../../monitor/search/elementSearch.ts';
import type { InstanceFilter } from '../../monitor/search/instanceConditions.ts';
import type { Monitor } from '../../monitor.ts';
import { bodyOf, keysOf } from './input.ts';
import { presentMessageSubscription } from './instancePresenters.ts';
import { answer, answerSearch, notFound } from './pages.ts';
import { presentForm } from './presenters.ts';
import { invalid } from './problem.ts';
import * as searches from './searches.schema.ts';

/** Instances whose elements one statistic may count. */
const MAX_COUNTED = 1_000;
const NO_CONTENT = 204;

export function walkQueries(router: Router, monitor: Monitor): void {
  const { search } = monitor;
  const definition = '/v2/process-definitions/:processDefinitionKey';
  const instance = '/v2/process-instances/:processInstanceKey';
  const definitionOf = async (key: number) => {
    const found = (await search.definitions()).find((r) => r.kind === 'process' && r.key === key);
    if (found === undefined) throw notFound('Process Definition', key);
    return found.key;
  };

  router.get(`${definition}/form`, async (ctx) => {
    const form = await monitor.startForm(await definitionOf(keysOf(ctx).processDefinitionKey!));
    if (form === undefined) ctx.status = NO_CONTENT;
    else answer(ctx, presentForm(form));
  });
  router.post(`${definition}/statistics/element-instances`, async (ctx) => {
    const query = await bodyOf(ctx, searches.statistics);
    const key = await definitionOf(keysOf(ctx).processDefinitionKey!);
    const { conditions, variables = [], alternatives } = query;
    const entries =
      conditions.length + variables.length + alternatives.length === 0
        ? await monitor.heatMap(key)
        : countElements(await search.elements(await instancesOf(key, query)));
    answer(ctx, { items: entries.map(presentStatistics) });
  });
  router.get(`${instance}/statistics/element-instances`, async (ctx) => {
    const key = keysOf(ctx).processInstanceKey!;
    const elements = await search.elements([key]);
    if (elements.length === 0 && (await search.flows(key)) === undefined)
      throw notFound('Process Instance', key);
    answer(ctx, { items: countElements(elements).map(presentStatistics) });
  });
  router.get(`${instance}/sequence-flows`, async (ctx) => {
    const key = keysOf(ctx).processInstanceKey!;
    const taken = await search.flows(key);
    if (taken === undefined) throw notFound('Process Instance', key);
    const of = {
      processInstanceKey: String(key),
      processDefinitionKey: String(taken.definition),
      processDefinitionId: taken.of?.id ?? '',
      tenantId: taken.of?.tenant,
    };
    const items = taken.flows.map((id) => ({ sequenceFlowId: `${key}_${id}`, ...of, elementId: id }));
    answer(ctx, { items });
  });
  router.get(`${instance}/call-hierarchy`, async (ctx) => {
    const key = keysOf(ctx).processInstanceKey!;
    const calls = await search.calls(key);
    if (calls.length === 0) throw notFound('Process Instance', key);
    answer(
      ctx,
      calls.map((call) => ({
        processInstanceKey: String(call.instance),
        processDefinitionKey: String(call.definition),
        processDefinitionName: call.of?.name || (call.of?.id ?? ''),
      })),
    );
  });
  router.post(
    '/v2/message-subscriptions/search',
    answerSearch(searches.messageSubscriptions, search.messageSubscriptions, presentMessageSubscription),
  );

  async function instancesOf(key: number, filter: InstanceFilter): Promise<number[]> {
    const { rows, total } = await search.instances({
      ...filter,
      conditions: [...filter.conditions, { field: 'processDefinitionKey', operator: '$eq', value: key }],
      sort: [],
      limit: MAX_COUNTED,
      page: { from: 0 },
    });
    if (total > MAX_COUNTED)
      throw invalid(`The filter leaves more than ${MAX_COUNTED} process instances; narrow it.`);
    return rows.map((row) => row.key);
  }
}

function countElements(elements: readonly FoundElement[]): HeatMapEntry[] {
  const counted = new Map<string, HeatMapEntry>();
  for (const { elementId, state, incident } of elements) {
    const entry = counted.get(elementId) ?? {
      elementId,
      active: 0,
      incidents: 0,
      completed: 0,
      terminated: 0,
    };
    counted.set(elementId, entry);
    if (state === 'ACTIVE') entry.active++;
    else if (state === 'COMPLETED') entry.completed++;
    else entry.terminated++;
    if (incident > 0) entry.incidents++;
  }
  return [...counted.values()];
}

/** ProcessElementStatisticsResult. */
const presentStatistics = ({ terminated, ...counts }: HeatMapEntry): object => ({
  ...counts,
  canceled: terminated,
});
