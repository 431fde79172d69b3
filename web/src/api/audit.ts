import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { answer, api } from './client';
import type { paths } from './generated/schema';

export type AuditFilter = NonNullable<paths['/audit']['get']['parameters']['query']>;

export function useAudit(filter: () => AuditFilter) {
  return useQuery({
    queryKey: ['audit', 'list', filter],
    queryFn: () => answer(api.GET('/audit', { params: { query: filter() } })),
    placeholderData: keepPreviousData,
  });
}

export function useAuditKinds() {
  return useQuery({
    queryKey: ['audit', 'kinds'],
    queryFn: async () => (await answer(api.GET('/audit/kinds'))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
