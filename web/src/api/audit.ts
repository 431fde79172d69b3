import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { answer, api } from './client';

export function useAudit(query: () => { documentId?: string; page: number }) {
  return useQuery({
    queryKey: ['audit', query],
    queryFn: () => answer(api.GET('/audit', { params: { query: query() } })),
    placeholderData: keepPreviousData,
  });
}
