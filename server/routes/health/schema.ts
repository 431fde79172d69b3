import { z } from 'zod';
import { defineCall } from '../../http/call.ts';

const health = z
  .object({
    status: z.enum(['ok', 'failing']),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean() })),
  })
  .meta({ id: 'Health' });

export const healthCalls = {
  health: defineCall({
    method: 'get',
    path: '/health',
    name: 'getHealth',
    summary: 'Máy chủ còn chạy',
    open: true,
    response: health,
  }),
  ready: defineCall({
    method: 'get',
    path: '/ready',
    name: 'getReadiness',
    summary: 'Máy chủ sẵn sàng: cơ sở dữ liệu và bộ máy quy trình trả lời',
    open: true,
    response: health,
    errors: [503],
  }),
};
