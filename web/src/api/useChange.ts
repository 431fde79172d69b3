import { useMutation, useQueryClient } from '@tanstack/vue-query';

/** The engine's answer is seen by the read side a moment later: asked at once, and again by the lists themselves. */
export function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      const refresh = () => queries.invalidateQueries({ queryKey: ['processes'] });
      setTimeout(refresh, 1_200);
      return refresh();
    },
  });
}
