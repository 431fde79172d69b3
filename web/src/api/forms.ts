import { useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api } from './client';

export function useForms() {
  return useQuery({
    queryKey: ['processes', 'forms', 'list'],
    queryFn: async () => (await answer(api.GET('/forms'))).items,
  });
}

/** A version, which never changes; null: none is asked for. */
export function useDeployedForm(key: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: ['processes', 'forms', 'one', () => toValue(key)],
    queryFn: () => answer(api.GET('/forms/{key}', { params: { path: { key: toValue(key) ?? '' } } })),
    enabled: () => toValue(key) !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
