import { QueryClient } from '@tanstack/vue-query';
import { ApiError } from './errors';

/** A refusal is an answer and is not asked again; a lost connection is tried twice more. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
        staleTime: 5_000,
        // The pages themselves say that the connection is lost, and what was read stays on them.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
