import { useQuery } from '@tanstack/vue-query';
import { answer, api } from './client';

export type PacketBox = 'waiting' | 'returned';

export function usePackets(box: () => PacketBox) {
  return useQuery({
    queryKey: ['packets', box],
    queryFn: async () => (await answer(api.GET('/packets', { params: { query: { box: box() } } }))).items,
    refetchInterval: 15_000,
  });
}
