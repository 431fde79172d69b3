// How much the cluster was used in a time; there is one tenant.
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { Monitor } from '../../monitor.ts';
import { DEFAULT_TENANT } from '../tenants.ts';
import { answer } from './pages.ts';
import { badRequest } from './problem.ts';

/** ISO 8601 with an offset, also without its colon, as Camunda documents it. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
const NOTHING = { processInstances: 0, decisionInstances: 0, assignees: 0 };

export function usageQueries(router: Router, { usageMetrics }: Monitor): void {
  router.get('/v2/system/usage-metrics', async (ctx) => {
    const [from, to] = [momentOf(ctx, 'startTime'), momentOf(ctx, 'endTime')];
    const { tenantId = DEFAULT_TENANT, withTenants } = ctx.query;
    const used = tenantId === DEFAULT_TENANT ? await usageMetrics(from, to) : NOTHING;
    const active = Object.values(used).some((count) => count > 0);
    answer(ctx, {
      ...used,
      activeTenants: active ? 1 : 0,
      tenants: active && withTenants === 'true' ? { [DEFAULT_TENANT]: used } : {},
    });
  });
}

/** @throws {Problem} 400 */
function momentOf(ctx: Context, name: 'startTime' | 'endTime'): number {
  const given = ctx.query[name];
  if (typeof given !== 'string') throw badRequest(`Required parameter '${name}' is not present.`);
  // A plus sign that was not escaped is a space in a query.
  const moment = given.replace(' ', '+');
  const at = MOMENT.test(moment) ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(at)) throw badRequest(`Failed to convert '${name}' with value: '${given.slice(0, 100)}'`);
  return at;
}
