import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api } from './client';
import type { paths } from './generated/schema';

type Key = MaybeRefOrGetter<string>;
export type EvaluationFilter = NonNullable<paths['/decision-evaluations']['get']['parameters']['query']>;

const at = (key: Key) => ({ params: { path: { key: toValue(key) } } });
const LIVE = 10_000;

export function useDecisions() {
  return useQuery({
    queryKey: ['processes', 'decisions', 'list'],
    queryFn: async () => (await answer(api.GET('/decisions'))).items,
    refetchInterval: LIVE,
  });
}

/** A version, which never changes. */
export function useDecision(key: Key) {
  return useQuery({
    queryKey: ['processes', 'decisions', 'one', () => toValue(key)],
    queryFn: () => answer(api.GET('/decisions/{key}', at(key))),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Not kept by the page: a try belongs to the moment it was asked. */
export function useEvaluateDecision(key: Key) {
  return useMutation({
    mutationFn: (variables: string) =>
      answer(api.POST('/decisions/{key}/evaluate', { ...at(key), body: { variables } })),
  });
}

/** `filter` gives null while it is not known what to ask for. */
export function useEvaluations(filter: () => EvaluationFilter | null) {
  return useQuery({
    queryKey: ['processes', 'evaluations', filter],
    queryFn: () => answer(api.GET('/decision-evaluations', { params: { query: filter() ?? {} } })),
    enabled: () => filter() !== null,
    placeholderData: keepPreviousData,
    refetchInterval: LIVE,
  });
}

/** One evaluation, which never changes; '': none is asked for. */
export function useEvaluation(key: Key) {
  return useQuery({
    queryKey: ['processes', 'evaluation', () => toValue(key)],
    queryFn: () => answer(api.GET('/decision-evaluations/{key}', at(key))),
    enabled: () => toValue(key) !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}
