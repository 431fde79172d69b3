import { useMutation, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api } from './client';
import { useChange } from './useChange';

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

/** What people call a process; its id until that is known, or when it has no name. */
export function useProcessNames() {
  const { data } = useProcesses();
  return (processId: string) =>
    data.value?.find((process) => process.latest && process.processId === processId)?.name || processId;
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

/** Files of processes, decisions and forms, all or none. */
export const useDeploy = () =>
  useChange((resources: Resource[]) => answer(api.POST('/processes', { body: { resources } })));

/** The key of the instance. */
export const useStartProcess = (key: Key) =>
  useChange(
    async (variables: string) =>
      (await answer(api.POST('/processes/{key}/start', { ...at(key), body: { variables } }))).instanceKey,
  );

export const useDeleteProcess = (key: Key) =>
  useChange((reason: string) => api.POST('/processes/{key}/delete', { ...at(key), body: { reason } }));

export function useHeatMap(key: Key) {
  return useQuery({
    queryKey: ['processes', 'heatMap', () => toValue(key)],
    queryFn: async () => (await answer(api.GET('/processes/{key}/heat-map', at(key)))).items,
    refetchInterval: LIVE,
  });
}
