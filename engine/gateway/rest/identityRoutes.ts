// Who may do what (Users, Groups, Roles, Mapping rules, Authorizations, Tenants of the REST API). Nobody signs in at
// this gateway, which keeps none of them: searches find nothing, no key is known, and nothing can be made. There is
// the one tenant that a cluster without multi-tenancy has.
import type Router from '@koa/router';
import type { Context } from 'koa';
import { searchRows } from '../../monitor/search/rowSearch.ts';
import { DEFAULT_TENANT } from '../tenants.ts';
import { anything, tenants } from './identity.schema.ts';
import { answer, answerSearch } from './pages.ts';
import { Problem } from './problem.ts';

const MAX_ID = 100;
const KINDS = ['users', 'groups', 'roles', 'mapping-rules', 'authorizations', 'tenants'] as const;
const NAMES: Record<(typeof KINDS)[number], string> = {
  users: 'User',
  groups: 'Group',
  roles: 'Role',
  'mapping-rules': 'Mapping Rule',
  authorizations: 'Authorization',
  tenants: 'Tenant',
};
/** What can be a member of a tenant, a group, a role. */
const MEMBERS = ['users', 'clients', 'groups', 'roles', 'mapping-rules'];

const TENANT = { tenantId: DEFAULT_TENANT, name: 'Default', description: '' };

const idOf = (ctx: Context) => (ctx.params as { id: string }).id.slice(0, MAX_ID);
function refuse(): never {
  throw new Problem(
    403,
    'Forbidden',
    'This gateway keeps no users, groups, roles, tenants or authorizations',
  );
}
const nothing = async () => ({ rows: [], total: 0, more: false, cursors: undefined });
const findNothing = answerSearch(anything, nothing, () => ({}));

export function identityRoutes(router: Router): void {
  router.post(
    '/v2/tenants/search',
    answerSearch(
      tenants,
      async (query) => searchRows([TENANT], query, ({ tenantId }) => tenantId),
      (tenant) => tenant,
    ),
  );
  router.post('/v2/setup/user', refuse);
  for (const kind of KINDS) {
    const path = `/v2/${kind}`;
    const known = (ctx: Context) => kind === 'tenants' && idOf(ctx) === DEFAULT_TENANT;
    const mustBeKnown = (ctx: Context) => {
      if (!known(ctx)) throw new Problem(404, 'NOT_FOUND', `${NAMES[kind]} with id '${idOf(ctx)}' not found`);
    };
    const refuseKnown = (ctx: Context) => {
      mustBeKnown(ctx);
      refuse();
    };
    router.post(path, refuse);
    if (kind !== 'tenants') router.post(`${path}/search`, findNothing);
    router.get(`${path}/:id`, (ctx) => {
      mustBeKnown(ctx);
      answer(ctx, TENANT);
    });
    router.put(`${path}/:id`, refuseKnown);
    router.delete(`${path}/:id`, refuseKnown);
    for (const members of MEMBERS) {
      router.post(`${path}/:id/${members}/search`, (ctx) => {
        mustBeKnown(ctx);
        return findNothing(ctx);
      });
      router.put(`${path}/:id/${members}/:member`, refuseKnown);
      router.delete(`${path}/:id/${members}/:member`, refuseKnown);
    }
  }
}
