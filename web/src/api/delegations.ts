import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { answer, api } from './client';
import type { HandOver } from './types';

/** The people whose tasks one may hand over. */
export function useTaskHolders() {
  return useQuery({
    queryKey: ['people', 'holders'],
    queryFn: async () => (await answer(api.GET('/task-holders'))).items,
  });
}

export function useHeldTasks(id: string) {
  return useQuery({
    queryKey: ['tasks', 'held', id],
    queryFn: async () =>
      (await answer(api.GET('/task-holders/{id}/tasks', { params: { path: { id } } }))).items,
  });
}

export function useHandOver(id: string) {
  return useChange((body: HandOver) =>
    answer(api.POST('/task-holders/{id}/hand-over', { params: { path: { id } }, body })),
  );
}

export function useEndDelegation() {
  return useChange(async (id: string) => {
    await api.DELETE('/delegations/{id}', { params: { path: { id } } });
  });
}

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(
        ['people', 'tasks', 'documents'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
