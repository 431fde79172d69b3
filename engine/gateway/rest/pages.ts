// How the answer of a search is put together (SearchQueryResponse).
import type { Context } from 'koa';
import type { z } from 'zod';
import { jsonOf } from '../../expression/wholeNumbers.ts';
import type { Page } from '../../monitor/search/query.ts';
import { bodyOf } from './input.ts';
import { Problem } from './problem.ts';
import { encode } from './search.schema.ts';

/** Answers a search: its body read by the schema, its rows shown one by one. */
export const answerSearch =
  <Q, Row>(
    schema: z.ZodType<Q>,
    search: (query: Q, ctx: Context) => Promise<Page<Row>>,
    present: (row: Row, ctx: Context) => object,
  ) =>
  async (ctx: Context): Promise<void> => {
    const query = await bodyOf(ctx, schema);
    const { rows, total, more, cursors } = await search(query, ctx).catch(tooLong);
    answer(ctx, {
      items: rows.map((row) => present(row, ctx)),
      page: {
        totalItems: total,
        hasMoreTotalItems: more,
        ...(cursors && { startCursor: encode(cursors[0]), endCursor: encode(cursors[1]) }),
      },
    });
  };

/** PostgreSQL's query_canceled: no index serves these filters. */
function tooLong(error: unknown): never {
  if ((error as { code?: unknown }).code !== '57014') throw error;
  throw new Problem(
    503,
    'RESOURCE_EXHAUSTED',
    'The search took too long and was given up; narrow its filter',
  );
}

export function answer(ctx: Context, body: object): void {
  ctx.type = 'application/json';
  ctx.body = jsonOf(body);
}

/** @param what as the REST API names it */
export const notFound = (what: string, key: number | string) =>
  new Problem(404, 'NOT_FOUND', `${what} with key '${key}' not found`);
