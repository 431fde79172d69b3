import { z } from 'zod';
import { BYTES, defineCall } from '../../http/call.ts';
import { id, instant, organ, orNull } from '../../http/shared.schema.ts';

const incomingPacket = z
  .object({
    packetId: z.string(),
    receivedAt: instant,
    from: organ,
    label: z.string(),
    subject: z.string(),
    documentId: id.nullable(),
    taskId: id.nullable().meta({ description: "The clerk's task to receive or refuse it." }),
    state: z.enum(['waiting', 'received', 'returned']),
    problem: orNull(z.object({ code: z.string(), sentence: z.string() })),
    signatures: z.string().meta({ description: 'Validity of its signatures in one sentence.' }),
  })
  .meta({ id: 'IncomingPacket' });

export const packetCalls = {
  list: defineCall({
    method: 'get',
    path: '/packets',
    name: 'listPackets',
    summary: 'Gói tin đến: đang chờ tiếp nhận, hoặc đã trả lại kèm lý do',
    query: z.object({ box: z.enum(['waiting', 'returned']).default('waiting') }),
    response: z.object({ items: z.array(incomingPacket) }).meta({ id: 'PacketList' }),
  }),
  read: defineCall({
    method: 'get',
    path: '/packets/{packetId}/xml',
    name: 'readPacket',
    summary: 'Gói tin edXML đã gửi hoặc đã nhận, nguyên văn',
    params: z.object({ packetId: z.uuid() }),
    response: BYTES,
    errors: [404],
  }),
};
