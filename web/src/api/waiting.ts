import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { answer, api } from './client';
import type { paths } from './generated/schema';

type IncidentFilter = NonNullable<paths['/incidents']['get']['parameters']['query']>;
type MessageFilter = NonNullable<paths['/messages']['get']['parameters']['query']>;
const LIVE = 10_000;

export function useIncidents(filter: () => IncidentFilter) {
  return useQuery({
    queryKey: ['processes', 'incidents', filter],
    queryFn: () => answer(api.GET('/incidents', { params: { query: filter() } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE,
  });
}

export function useMessages(filter: () => MessageFilter) {
  return useQuery({
    queryKey: ['processes', 'messages', filter],
    queryFn: () => answer(api.GET('/messages', { params: { query: filter() } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE,
  });
}
