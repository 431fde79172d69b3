import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey, instant } from '../../http/shared.schema.ts';

const named = z.string().min(1).max(300).optional();

export const messageCalls = {
  list: defineCall({
    method: 'get',
    path: '/messages',
    name: 'listMessages',
    summary: 'Các thông điệp đang chờ một lần chạy nhận, mới nhất trước',
    query: z
      .object({
        name: named,
        correlationKey: named,
        before: engineKey.optional().meta({ description: '`next` of the page before.' }),
      })
      .refine(({ name, correlationKey }) => (name === undefined) === (correlationKey === undefined), {
        message: 'Cần cả tên thông điệp và khóa liên kết.',
        path: ['correlationKey'],
      }),
    response: z
      .object({
        items: z.array(
          z
            .object({
              key: engineKey,
              name: z.string(),
              correlationKey: z.string(),
              messageId: z.string(),
              expiresAt: instant,
            })
            .meta({ id: 'WaitingMessage' }),
        ),
        next: engineKey.nullable(),
      })
      .meta({ id: 'MessageList' }),
    errors: [503],
  }),
};
