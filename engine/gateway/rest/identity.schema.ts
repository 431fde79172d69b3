// Searches of what this gateway does not keep, and of its one tenant.
import { z } from 'zod';
import { searchByFields, text } from './search.schema.ts';

const MAX_SORTS = 10;

/** TenantSearchQueryRequest. */
export const tenants = searchByFields({ tenantId: text, name: text }, ['tenantId', 'name']);

/** Any search: there is nothing that a filter could leave, or that could be put in order. */
export const anything = z.strictObject({
  filter: z.looseObject({}).nullish(),
  sort: z.array(z.looseObject({})).max(MAX_SORTS).nullish(),
  page: z.looseObject({}).nullish(),
});
