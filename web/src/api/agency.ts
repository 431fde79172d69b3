import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { answer, api } from './client';
import type { Role } from './types';

const RARELY_CHANGES = 5 * 60_000;

export function useAgency() {
  return useQuery({
    queryKey: ['agency'],
    queryFn: () => answer(api.GET('/agency')),
    staleTime: RARELY_CHANGES,
  });
}

export function usePeople(filter: () => { role?: Role; unitId?: string } = () => ({})) {
  const query = computed(filter);
  return useQuery({
    queryKey: ['people', query],
    queryFn: async () => (await answer(api.GET('/people', { params: { query: query.value } }))).items,
    staleTime: RARELY_CHANGES,
  });
}

export function useUnits() {
  return useQuery({
    queryKey: ['units'],
    queryFn: async () => (await answer(api.GET('/units'))).items,
    staleTime: RARELY_CHANGES,
  });
}

export function usePartners() {
  return useQuery({
    queryKey: ['partners'],
    queryFn: async () => (await answer(api.GET('/partners'))).items,
    staleTime: RARELY_CHANGES,
  });
}
