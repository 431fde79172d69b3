import { useQuery } from '@tanstack/vue-query';
import { answer, api } from './client';
import type { Direction } from './types';

export function useRegister(
  which: () => { kind: Direction; year: number },
  days: () => { from: string | undefined; to: string | undefined },
) {
  return useQuery({
    queryKey: ['registers', which, days],
    queryFn: () => answer(api.GET('/registers/{kind}/{year}', { params: { path: which(), query: days() } })),
  });
}
