// Reading definitions of processes and decisions, which are few enough to be searched one by one.
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { z } from 'zod';
import type { Query } from '../../monitor/search/query.ts';
import { searchRows } from '../../monitor/search/rowSearch.ts';
import type { Monitor } from '../../monitor.ts';
import type { Resource } from '../../state/rows.ts';
import { keysOf } from './input.ts';
import { answer, answerSearch, notFound } from './pages.ts';
import { unlessEmpty } from './presenters.ts';
import { decisionDefinitions, decisionRequirements, processDefinitions } from './searches.schema.ts';

interface Kind<Row extends { key: number }> {
  path: string;
  /** Of the key in the path. */
  parameter: string;
  /** As the REST API calls one of it. */
  name: string;
  schema: z.ZodType<Query>;
  kind: Resource['kind'];
  /** The fields that it is searched by. */
  row: (r: Resource, all: readonly Resource[]) => Row;
  present: (row: Row) => object;
  /** The resource whose text is its XML. */
  source: (row: Row) => number;
}

function serve<Row extends { key: number }>(
  router: Router,
  monitor: Monitor,
  { path, parameter, name, schema, kind, row, present, source }: Kind<Row>,
): void {
  const rows = async () => {
    const all = await monitor.search.definitions();
    return all.filter((r) => r.kind === kind).map((r) => row(r, all));
  };
  const one = async (ctx: Context) => {
    const key = keysOf(ctx)[parameter]!;
    const found = (await rows()).find((each) => each.key === key);
    if (found === undefined) throw notFound(name, key);
    return found;
  };
  router.post(
    `${path}/search`,
    answerSearch(schema, async (query) => searchRows(await rows(), query, ({ key }) => key), present),
  );
  router.get(`${path}/:${parameter}`, async (ctx) => answer(ctx, present(await one(ctx))));
  router.get(`${path}/:${parameter}/xml`, async (ctx) => {
    ctx.body = await monitor.resource(source(await one(ctx)));
    ctx.type = 'text/xml';
  });
}

export function definitionQueries(router: Router, monitor: Monitor): void {
  // Of 8.8 this shows scripts for robots (RPA), which are not deployed here.
  for (const path of ['/v2/resources/:resourceKey', '/v2/resources/:resourceKey/content'])
    router.get(path, (ctx) => {
      throw notFound('Resource', keysOf(ctx).resourceKey!);
    });
  serve(router, monitor, {
    path: '/v2/process-definitions',
    parameter: 'processDefinitionKey',
    name: 'Process Definition',
    schema: processDefinitions,
    kind: 'process',
    row: (r, all) => ({
      key: r.key,
      processDefinitionKey: r.key,
      processDefinitionId: r.id,
      name: r.name,
      resourceName: r.resourceName,
      version: r.version,
      versionTag: r.versionTag,
      tenantId: r.tenant,
      isLatestVersion: !all.some(
        ({ kind, id, version }) => kind === 'process' && id === r.id && version > r.version,
      ),
    }),
    present: ({ key, isLatestVersion: _, ...row }) => ({
      ...row,
      name: unlessEmpty(row.name),
      versionTag: unlessEmpty(row.versionTag),
      processDefinitionKey: String(key),
    }),
    source: ({ key }) => key,
  });
  serve(router, monitor, {
    path: '/v2/decision-definitions',
    parameter: 'decisionDefinitionKey',
    name: 'Decision Definition',
    schema: decisionDefinitions,
    kind: 'decision',
    row: (r, all) => ({
      key: r.key,
      decisionDefinitionKey: r.key,
      decisionDefinitionId: r.id,
      name: r.name,
      version: r.version,
      decisionRequirementsId: all.find(({ key }) => key === r.parent)?.id ?? '',
      decisionRequirementsKey: r.parent,
      tenantId: r.tenant,
    }),
    present: ({ key, ...row }) => ({
      ...row,
      decisionDefinitionKey: String(key),
      decisionRequirementsKey: String(row.decisionRequirementsKey),
    }),
    source: (row) => row.decisionRequirementsKey,
  });
  serve(router, monitor, {
    path: '/v2/decision-requirements',
    parameter: 'decisionRequirementsKey',
    name: 'Decision Requirements',
    schema: decisionRequirements,
    kind: 'decisionRequirements',
    row: (r) => ({
      key: r.key,
      decisionRequirementsKey: r.key,
      decisionRequirementsId: r.id,
      decisionRequirementsName: r.name,
      version: r.version,
      resourceName: r.resourceName,
      tenantId: r.tenant,
    }),
    present: ({ key, ...row }) => ({ ...row, decisionRequirementsKey: String(key) }),
    source: ({ key }) => key,
  });
}
