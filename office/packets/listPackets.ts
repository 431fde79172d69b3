import { z } from 'zod';
import type { Person } from '../actor.ts';
import { labelOf } from '../documents/label.ts';
import type { Organ } from '../inputs.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { checkPacket } from './checkPacket.ts';

export const listPacketsInput = z.object({ box: z.enum(['waiting', 'returned']).default('waiting') });

export interface PacketView {
  packetId: string;
  receivedAt: string;
  from: Organ;
  label: string;
  subject: string;
  documentId: string | null;
  /** The clerk's task to receive or refuse it. */
  taskId: string | null;
  state: 'waiting' | 'received' | 'returned';
  problem: { code: string; sentence: string } | null;
  signatures: string;
}

/** Packets that wait for the clerk, or were returned or refused, newest first; at most 200. */
export async function listPackets(
  office: Office,
  actor: Person,
  input: z.input<typeof listPacketsInput> = {},
): Promise<PacketView[]> {
  const { box } = listPacketsInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'packet.read'));
  const rows = await office.db
    .selectFrom('office.packets as p')
    .leftJoin('office.documents as d', 'd.id', 'p.documentId')
    .leftJoin('office.tasks as t', (join) =>
      join.onRef('t.documentId', '=', 'd.id').on('t.kind', '=', 'receive').on('t.state', '=', 'open'),
    )
    .selectAll('p')
    .select(['d.number', 'd.notation', 'd.subject', 'd.note', 't.id as taskId'])
    .where('p.state', '=', box)
    .orderBy('p.receivedAt', 'desc')
    .limit(200)
    .execute();
  const items: PacketView[] = [];
  for (const row of rows) {
    const { packetId, receivedAt, senderId, senderName, documentId, state, number, notation, subject } = row;
    const told = row.problemCode ? { code: row.problemCode, sentence: row.problem ?? '' } : null;
    const checked =
      documentId && row.kind === 'document' ? await checkPacket(office, documentId, row) : undefined;
    const returned = row.note && state === 'returned' ? { code: 'returned', sentence: row.note } : null;
    items.push({
      ...{ packetId, documentId, state, taskId: row.taskId },
      receivedAt: receivedAt.toISOString(),
      from: { ...(senderId ? { organId: senderId } : {}), name: senderName ?? 'Không rõ nơi gửi' },
      label: documentId ? labelOf({ number, notation }) : '',
      subject: subject ?? '',
      problem: checked?.problem ?? told ?? returned,
      signatures: checked?.signatures ?? '',
    });
  }
  return items;
}
