import { MAX_AT_ONCE } from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey, outcomes } from '../../http/shared.schema.ts';
import { incident } from '../processes/process.schema.ts';

const retries = z
  .int()
  .min(1)
  .max(100)
  .default(1)
  .meta({ description: 'Tries of the job that the incident holds, if it holds one.' });

export const incidentCalls = {
  list: defineCall({
    method: 'get',
    path: '/incidents',
    name: 'listIncidents',
    summary: 'Các sự cố đang chờ xử lý, mới nhất trước',
    query: z.object({
      processId: z.string().min(1).max(200).optional(),
      before: engineKey.optional().meta({ description: '`next` of the page before.' }),
    }),
    response: z
      .object({ items: z.array(incident), next: engineKey.nullable(), total: z.int() })
      .meta({ id: 'IncidentList' }),
    errors: [503],
  }),
  resolve: defineCall({
    method: 'post',
    path: '/incidents/{key}/resolve',
    name: 'resolveIncident',
    summary: 'Thử lại và cho chạy tiếp sau sự cố',
    params: z.object({ key: engineKey }),
    body: z.object({ retries }).meta({ id: 'ResolveIncident' }),
    errors: [404, 409, 503],
  }),
  resolveMany: defineCall({
    method: 'post',
    path: '/incidents/resolve',
    name: 'resolveIncidents',
    summary: 'Thử lại và cho chạy tiếp sau nhiều sự cố; mỗi sự cố có kết quả riêng',
    body: z
      .object({
        keys: z
          .array(engineKey)
          .min(1)
          .max(MAX_AT_ONCE)
          .refine((keys) => new Set(keys).size === keys.length, 'Có sự cố được chọn hai lần.'),
        retries,
      })
      .meta({ id: 'ResolveIncidents' }),
    response: outcomes.meta({ id: 'ResolvedIncidents' }),
    errors: [503],
  }),
};
