import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api } from './client';
import { ApiError } from './errors';
import { useReadAgain } from './readAgain';
import type { CompleteTask, TaskKind } from './types';

/** How often what others may have changed is read again, in milliseconds. */
export const OTHERS_WORK_TOO = 15_000;

export interface TaskFilter {
  box: 'todo' | 'done' | 'late';
  kind?: TaskKind;
  q?: string;
  page: number;
}

export function useTasks(filter: () => TaskFilter) {
  return useQuery({
    queryKey: ['tasks', 'list', filter],
    queryFn: () => answer(api.GET('/tasks', { params: { query: filter() } })),
    placeholderData: keepPreviousData,
    refetchInterval: OTHERS_WORK_TOO,
  });
}

export function useTaskCounts(enabled: () => boolean) {
  return useQuery({
    queryKey: ['tasks', 'counts'],
    queryFn: () => answer(api.GET('/tasks/counts')),
    enabled,
    refetchInterval: OTHERS_WORK_TOO,
  });
}

export function useTask(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['tasks', 'one', () => toValue(id)],
    queryFn: () => answer(api.GET('/tasks/{id}', { params: { path: { id: toValue(id) } } })),
  });
}

type Completed = Awaited<ReturnType<typeof completeTask>>;

const completeTask = (id: string, body: CompleteTask) =>
  answer(api.POST('/tasks/{id}/complete', { params: { path: { id } }, body }));

/** `onDone` comes before the lists are read again, while the form that asked is still on the screen. */
export function useCompleteTask(onDone: (completed: Completed, body: CompleteTask) => void) {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: CompleteTask }) => completeTask(id, body),
    onSuccess: (completed, { body }) => {
      onDone(completed, body);
      return readAgain();
    },
    // Somebody else was first: the page shows what became of it.
    onError: (error) => (error instanceof ApiError && error.code === 'task-closed' ? readAgain() : undefined),
  });
}
