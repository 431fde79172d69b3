import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { id, instant, orNull, page, person } from '../../http/shared.schema.ts';

const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor: orNull(person).meta({ description: 'null: the system itself.' }),
    action: z.string(),
    sentence: z.string(),
    documentId: id.nullable(),
    taskId: id.nullable(),
    outcome: z.enum(['ok', 'denied']),
    ip: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export const auditCalls = {
  list: defineCall({
    method: 'get',
    path: '/audit',
    name: 'listAudit',
    summary: 'Nhật ký',
    query: z.object({ documentId: id.optional(), page }),
    response: z.object({ items: z.array(auditEntry), total: z.int() }).meta({ id: 'AuditList' }),
  }),
};
