import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { answer, api } from './client';
import type { Monitoring } from './types';

const queryKey = ['monitoring'];

export function useMonitoring() {
  return useQuery({ queryKey, queryFn: () => answer(api.GET('/monitoring')) });
}

export function useSetMonitoring() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Monitoring) => api.PUT('/monitoring', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}
