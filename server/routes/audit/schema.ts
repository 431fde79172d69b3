import { listAuditInput } from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { id, instant, orNull, person, told } from '../../http/shared.schema.ts';

const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor: orNull(person).meta({ description: 'null: the system itself.' }),
    action: z.string(),
    ...told,
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
    summary: 'Nhật ký, mới nhất trước; lọc theo người, văn bản, việc, kết quả, thời gian',
    query: listAuditInput,
    response: z.object({ items: z.array(auditEntry), next: z.string().nullable() }).meta({ id: 'AuditList' }),
  }),
  kinds: defineCall({
    method: 'get',
    path: '/audit/kinds',
    name: 'listAuditKinds',
    summary: 'Các loại việc trong nhật ký',
    response: z
      .object({ items: z.array(z.object({ kind: z.string(), label: z.string() })) })
      .meta({ id: 'AuditKinds' }),
  }),
};
