// What the cluster says of itself.
import type Router from '@koa/router';
import type { Processor } from '../../processor.ts';
import { topology } from '../topology.ts';
import { answer } from './pages.ts';
import { Problem } from './problem.ts';

/** As a cluster says it to which no licence key was given. */
const NO_LICENSE = { validLicense: false, licenseType: 'unknown', isCommercial: false, expiresAt: null };
/** The topology has never been changed. */
const NO_CHANGE = '-1';

export function clusterQueries(
  router: Router,
  processor: Processor,
  gateway: { host: string; port: number },
): void {
  const described = () => topology(gateway, { role: 'leader', health: 'healthy' });
  router.get('/v1/topology', (ctx) => answer(ctx, described()));
  router.get('/v2/topology', (ctx) => answer(ctx, { ...described(), lastCompletedChangeId: NO_CHANGE }));
  router.get('/v2/status', (ctx) => {
    ctx.status = processor.accepting ? 204 : 503;
  });
  router.get('/v2/license', (ctx) => answer(ctx, NO_LICENSE));
  router.get('/v2/authentication/me', () => {
    throw new Problem(401, 'Unauthorized', 'Nobody has signed in: this API asks for no credentials');
  });
}
