import { useIsFetching, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { answer, api } from './client';
import type { Role, SaveUser } from './types';

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

/**
 * Whether a list of people is on its way for the first time. A form waits for it before it is sent, because a field with
 * one candidate fills itself: sent earlier, it would say that the field is empty.
 */
export function usePeopleAwaited() {
  const fetching = useIsFetching({
    queryKey: ['people'],
    predicate: ({ state }) => state.data === undefined,
  });
  return computed(() => fetching.value > 0);
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

/** Everybody, those who are locked among them, for an admin. */
export function useUsers() {
  return useQuery({
    queryKey: ['people', 'users'],
    queryFn: async () => (await answer(api.GET('/users'))).items,
  });
}

/** @param id of the person; absent: adds one */
export function useSaveUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: SaveUser & { id?: string }) => {
      if (id) await api.PUT('/users/{id}', { params: { path: { id } }, body });
      else await answer(api.POST('/users', { body }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
}
