import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api } from './client';

export interface Resource {
  name: string;
  content: string;
}
type Key = MaybeRefOrGetter<string>;
const at = (key: Key) => ({ params: { path: { key: toValue(key) } } });
const LIVE = 10_000;

export function useProcesses() {
  return useQuery({
    queryKey: ['processes', 'list'],
    queryFn: async () => (await answer(api.GET('/processes'))).items,
    refetchInterval: LIVE,
  });
}

export function useProcessXml(key: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: ['processes', 'xml', () => toValue(key)],
    queryFn: () => answer(api.GET('/processes/{key}/xml', at(toValue(key) ?? ''))),
    enabled: () => toValue(key) !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Never retried and never refetched behind the person's back: a check belongs to the moment it was asked. */
export function useValidateProcess() {
  return useMutation({
    mutationFn: async (resources: Resource[]) =>
      (await answer(api.POST('/processes/validate', { body: { resources } }))).problems,
  });
}

export function useDeployProcess() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (resources: Resource[]) => answer(api.POST('/processes', { body: { resources } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['processes', 'list'] }),
  });
}

export type InstanceState = 'active' | 'completed' | 'terminated';

export function useInstances(filter: () => { processId: string; state?: InstanceState; page: number }) {
  return useQuery({
    queryKey: ['processes', 'instances', filter],
    queryFn: () => {
      const { processId, ...query } = filter();
      return answer(api.GET('/processes/{processId}/instances', { params: { path: { processId }, query } }));
    },
    enabled: () => filter().processId !== '',
    placeholderData: keepPreviousData,
    refetchInterval: LIVE,
  });
}

export function useInstance(key: Key) {
  return useQuery({
    queryKey: ['processes', 'instance', () => toValue(key)],
    queryFn: () => answer(api.GET('/instances/{key}', at(key))),
    refetchInterval: LIVE,
  });
}

export function useIncidents() {
  return useQuery({
    queryKey: ['processes', 'incidents'],
    queryFn: async () => (await answer(api.GET('/incidents'))).items,
    refetchInterval: LIVE,
  });
}

export function useCancelInstance() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key, reason }: { key: string; reason: string }) =>
      api.POST('/instances/{key}/cancel', { ...at(key), body: { reason } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['processes'] }),
  });
}

export function useResolveIncident() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => api.POST('/incidents/{key}/resolve', { ...at(key), body: { retries: 1 } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['processes'] }),
  });
}
