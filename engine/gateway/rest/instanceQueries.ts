// Reading process instances and what belongs to them, beside the writer: what was acknowledged is seen after the next
// checkpoint.
import type Router from '@koa/router';
import type { InstanceField } from '../../monitor/search/instanceConditions.ts';
import type { Condition, Query } from '../../monitor/search/query.ts';
import { searchRows } from '../../monitor/search/rowSearch.ts';
import type { Searches } from '../../monitor/search/searches.ts';
import type { Monitor } from '../../monitor.ts';
import { keysOf } from './input.ts';
import {
  elementRow,
  presentElement,
  presentIncident,
  presentInstance,
  presentJob,
} from './instancePresenters.ts';
import { answer, answerSearch, notFound } from './pages.ts';
import { presentFoundVariable, presentVariable, variableRow } from './presenters.ts';
import { invalid } from './problem.ts';
import * as searches from './searches.schema.ts';
import { scopeOf } from './variableKeys.ts';

/** Instances whose elements or variables one search may look through. */
const MAX_INSTANCES = 1_000;

export function instanceQueries(router: Router, { search }: Monitor): void {
  router.post(
    '/v2/process-instances/search',
    answerSearch(searches.instances, search.instances, presentInstance),
  );
  router.post(
    '/v2/incidents/search',
    answerSearch(searches.incidents, (query) => search.incidents(query), presentIncident),
  );
  router.post('/v2/jobs/search', answerSearch(searches.jobs, search.jobs, presentJob));
  router.post(
    '/v2/process-instances/:processInstanceKey/incidents/search',
    answerSearch(
      searches.incidents,
      async (query, ctx) => {
        const key = keysOf(ctx).processInstanceKey!;
        if ((await search.calls(key)).length === 0) throw notFound('Process Instance', key);
        return search.incidents(query, key);
      },
      presentIncident,
    ),
  );
  router.post(
    '/v2/element-instances/search',
    answerSearch(
      searches.elements,
      async (query) => {
        const instances = await instancesOf(search, query, 'elementInstanceKey', 'elementInstanceScopeKey');
        const rows = (await search.elements(instances)).map(elementRow);
        return searchRows(rows, query, ({ elementInstanceKey }) => elementInstanceKey);
      },
      presentElement,
    ),
  );
  router.post(
    '/v2/variables/search',
    answerSearch(
      searches.variables,
      async (query) => {
        const instances = await instancesOf(search, query, 'scopeKey');
        const rows = (await search.variables(instances)).map((found) => variableRow(found, found.instance));
        return searchRows(rows, query, ({ variableKey }) => variableKey);
      },
      (row, ctx) => presentFoundVariable(row, ctx.query.truncateValues !== 'false'),
    ),
  );
  router.get('/v2/process-instances/:processInstanceKey', async (ctx) => {
    const key = keysOf(ctx).processInstanceKey!;
    const { rows } = await search.instances(only(is('processInstanceKey', key)));
    if (rows[0] === undefined) throw notFound('Process Instance', key);
    answer(ctx, presentInstance(rows[0]));
  });
  router.get('/v2/incidents/:incidentKey', async (ctx) => {
    const key = keysOf(ctx).incidentKey!;
    const { rows } = await search.incidents(only(is('incidentKey', key)));
    if (rows[0] === undefined) throw notFound('Incident', key);
    answer(ctx, presentIncident(rows[0]));
  });
  router.get('/v2/element-instances/:elementInstanceKey', async (ctx) => {
    const key = keysOf(ctx).elementInstanceKey!;
    const instance = await search.instanceOf(key);
    const rows = instance === undefined ? [] : await search.elements([instance]);
    const found = rows.find((row) => row.key === key);
    if (found === undefined) throw notFound('Element Instance', key);
    answer(ctx, presentElement(elementRow(found)));
  });
  router.get('/v2/variables/:variableKey', async (ctx) => {
    keysOf(ctx);
    const { variableKey } = ctx.params as { variableKey: string };
    const instance = await search.instanceOf(scopeOf(variableKey));
    const rows = instance === undefined ? [] : await search.variables([instance]);
    const found = rows
      .map((variable) => variableRow(variable, variable.instance))
      .find((row) => row.variableKey === variableKey);
    if (found === undefined) throw notFound('Variable', variableKey);
    answer(ctx, presentVariable(found));
  });
}

const is = <F extends string>(field: F, value: number): Condition<F> => ({ field, operator: '$eq', value });
const only = <F extends string>(condition: Condition<F>): Query<F> => ({
  conditions: [condition],
  sort: [],
  limit: 1,
  page: { from: 0 },
});

/** Fields of elements by which their instances are found. */
const OF_INSTANCES: Record<string, InstanceField> = {
  processDefinitionKey: 'processDefinitionKey',
  processDefinitionId: 'processDefinitionId',
  elementId: 'elementId',
  state: 'elementInstanceState',
};

/**
 * The instances that the conditions name, themselves or by an element instance in them, or else those that the other
 * conditions leave.
 * @throws {Problem} 400: too many to be looked through
 */
async function instancesOf(
  search: Searches,
  { conditions }: Query,
  ...elementFields: string[]
): Promise<number[]> {
  const named = (field: string): number[] | undefined => {
    const condition = conditions.find((each) => each.field === field && /^\$(eq|in)$/.test(each.operator));
    return condition && ([condition.value].flat() as number[]);
  };
  const instances = named('processInstanceKey');
  const elements = elementFields.map(named).find((keys) => keys !== undefined);
  const keys =
    instances ??
    (elements
      ? await Promise.all(elements.map((key) => search.instanceOf(key)))
      : await instancesLeft(search, conditions));
  const found = [...new Set(keys.filter((key) => key !== undefined))];
  if (found.length > MAX_INSTANCES) throw tooMany();
  return found;
}

async function instancesLeft(search: Searches, conditions: Query['conditions']): Promise<number[]> {
  const { rows, total } = await search.instances({
    conditions: conditions.flatMap((condition) => {
      const field = OF_INSTANCES[condition.field];
      return field === undefined ? [] : [{ ...condition, field }];
    }),
    sort: [],
    limit: MAX_INSTANCES,
    page: { from: 0 },
  });
  if (total > MAX_INSTANCES) throw tooMany();
  return rows.map(({ key }) => key);
}

const tooMany = () =>
  invalid(
    `At most ${MAX_INSTANCES} process instances are looked through at once: narrow the filter, by processInstanceKey for one.`,
  );
