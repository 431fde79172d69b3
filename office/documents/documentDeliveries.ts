import { z } from 'zod';
import type { Person } from '../actor.ts';
import { id, type Organ } from '../inputs.ts';
import type { Office } from '../office.ts';
import { statusLabels } from '../packets/statusLabels.ts';
import { readDocument } from './readDocument.ts';

export const documentDeliveriesInput = z.object({ documentId: id });

export interface DeliveryView {
  recipient: Organ;
  packetId: string | null;
  state: 'waiting' | 'sending' | 'delivered' | 'failed' | 'paper';
  attempts: number;
  lastError: string | null;
  deliveredAt: string | null;
  /** The receiver's acknowledgement: evidence of delivery. */
  receipt: string | null;
  statuses: { code: string; label: string; at: string; description: string | null }[];
}

/** Where an issued document has got to, and how each recipient says it fares there. */
export async function documentDeliveries(
  office: Office,
  actor: Person,
  input: z.input<typeof documentDeliveriesInput>,
): Promise<DeliveryView[]> {
  const { documentId } = documentDeliveriesInput.parse(input);
  await readDocument(office, actor, documentId);
  const deliveries = await office.db
    .selectFrom('office.deliveries')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('position')
    .execute();
  const statuses = await office.db
    .selectFrom('office.statuses')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('at')
    .orderBy('code')
    .execute();
  return deliveries.map(({ organId, name, packetId, state, attempts, lastError, deliveredAt, receipt }) => ({
    recipient: organId ? { organId, name } : { name },
    ...{ packetId, state, attempts, lastError, receipt },
    deliveredAt: deliveredAt?.toISOString() ?? null,
    statuses: statuses
      .filter(({ senderId }) => senderId === organId)
      .map(({ code, at, description }) => ({
        code,
        label: statusLabels[code] ?? code,
        at: at.toISOString(),
        description,
      })),
  }));
}
