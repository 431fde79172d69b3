import type { SelectQueryBuilder } from 'kysely';
import { z } from 'zod';

export const PAGE_SIZE = 50;

/** Pages count from 1. */
export const pageInput = z.int().min(1).max(10_000).default(1);

/** For `query.$call(paging(page))`. */
export const paging =
  (page: number) =>
  <DB, Tables extends keyof DB, Output>(query: SelectQueryBuilder<DB, Tables, Output>) =>
    query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE);
