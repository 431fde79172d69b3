import { useQuery } from '@tanstack/vue-query';
import { answer, api } from './client';
import type { Direction } from './types';

export function useRegister(which: () => { kind: Direction; year: number }) {
  return useQuery({
    queryKey: ['registers', which],
    queryFn: () => answer(api.GET('/registers/{kind}/{year}', { params: { path: which() } })),
  });
}
