// Documents (alpha of the REST API): this gateway has no document store. What an agency keeps of documents lies in the
// office, where who may read it is decided; here nobody signs in. Refused as by a cluster that has none of this name.
import type Router from '@koa/router';
import { notFound } from './pages.ts';
import { invalid } from './problem.ts';

const MAX_ID = 100;

export function documentRoutes(router: Router): void {
  const store = (given: unknown): string => (typeof given === 'string' ? given.slice(0, MAX_ID) : 'default');
  for (const path of ['/v2/documents', '/v2/documents/batch'])
    router.post(path, (ctx) => {
      throw invalid(`Document store with id '${store(ctx.query.storeId)}' does not exist`);
    });
  for (const [method, path] of [
    ['get', '/v2/documents/:documentId'],
    ['delete', '/v2/documents/:documentId'],
    ['post', '/v2/documents/:documentId/links'],
  ] as const)
    router[method](path, (ctx) => {
      throw notFound('Document', (ctx.params as { documentId: string }).documentId.slice(0, MAX_ID));
    });
}
