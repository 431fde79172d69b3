import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api } from './client';
import type { paths } from './generated/schema';
import type { CancelInstances, MigrateInstances, ModifyInstance, RevealVariable, SetVariable } from './types';
import { useChange } from './useChange';

type Key = MaybeRefOrGetter<string>;
export type InstanceFilter = NonNullable<paths['/instances']['get']['parameters']['query']>;
export type InstanceState = NonNullable<InstanceFilter['state']>;

const at = (key: Key) => ({ params: { path: { key: toValue(key) } } });
const LIVE = 10_000;

export function useInstances(filter: () => InstanceFilter) {
  return useQuery({
    queryKey: ['processes', 'instances', filter],
    queryFn: () => answer(api.GET('/instances', { params: { query: filter() } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE,
  });
}

export function useInstancesAt(
  step: () => { key: string; elementId: string; state: InstanceState; before?: string },
) {
  return useQuery({
    queryKey: ['processes', 'instancesAt', step],
    queryFn: () => {
      const { key, elementId, ...query } = step();
      const path = { key, elementId };
      return answer(api.GET('/processes/{key}/elements/{elementId}/instances', { params: { path, query } }));
    },
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

export const useCancelInstances = () =>
  useChange((body: CancelInstances) => api.POST('/instances/cancel', { body }));

export const useSetVariable = (key: Key) =>
  useChange((body: SetVariable) => api.PUT('/instances/{key}/variables', { ...at(key), body }));

export const useUpdateRetries = () =>
  useChange(({ jobKey, retries }: { jobKey: string; retries: number }) =>
    api.POST('/jobs/{key}/retries', { ...at(jobKey), body: { retries } }),
  );

export const useModifyInstance = (key: Key) =>
  useChange((body: ModifyInstance) => api.POST('/instances/{key}/modify', { ...at(key), body }));

/** Each has an outcome of its own. */
export const useMigrateInstances = () =>
  useChange(async (body: MigrateInstances) => (await answer(api.POST('/instances/migrate', { body }))).items);

export const useResolveIncident = () =>
  useChange(({ key, retries }: { key: string; retries: number }) =>
    api.POST('/incidents/{key}/resolve', { ...at(key), body: { retries } }),
  );

/** Many at once; each has an outcome of its own. */
export const useResolveIncidents = () =>
  useChange(
    async (body: { keys: string[]; retries: number }) =>
      (await answer(api.POST('/incidents/resolve', { body }))).items,
  );

/** Not kept: what is masked is shown once, to whoever asked for it. */
export function useRevealVariable(key: Key) {
  return useMutation({
    mutationFn: async (body: RevealVariable) =>
      (await answer(api.POST('/instances/{key}/variables/reveal', { ...at(key), body }))).value,
    gcTime: 0,
  });
}

export function useModification(key: Key) {
  return useQuery({
    queryKey: ['processes', 'modification', () => toValue(key)],
    queryFn: () => answer(api.GET('/instances/{key}/modification', at(key))),
    staleTime: 0,
  });
}

/** `keys`: instances of one version. */
export function useMigration(keys: () => string[], definitionKey: Key) {
  return useQuery({
    queryKey: ['processes', 'migration', keys, () => toValue(definitionKey)],
    queryFn: () => {
      const query = { keys: keys().join(','), definitionKey: toValue(definitionKey) };
      return answer(api.GET('/instances/migration', { params: { query } }));
    },
    enabled: () => toValue(definitionKey) !== '',
    staleTime: 0,
  });
}
