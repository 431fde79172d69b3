import { useQueryClient } from '@tanstack/vue-query';

/** After something was done to documents: they and the tasks are read again. */
export function useReadAgain() {
  const queries = useQueryClient();
  return () =>
    Promise.all(['tasks', 'documents'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
