import type { Delivery } from '@congvan/exchange';
import type { Transaction } from 'kysely';
import { system } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { lockDocument } from '../documents/documentRow.ts';
import { type Office, officeTransaction } from '../office.ts';
import { announceDelivered } from './sendPackets.ts';

const states = {
  queued: 'waiting',
  sending: 'sending',
  acknowledged: 'delivered',
  failed: 'failed',
} as const;

/**
 * Follows a packet of an issued document, in the transaction in which the exchange writes its new state. Once every
 * recipient has it, or has refused it for good, the process goes on.
 */
export async function deliveryChanged<Tables>(
  office: Office,
  trx: Transaction<Tables>,
  delivery: Delivery,
): Promise<void> {
  if (delivery.kind !== 'document') return;
  const ours = officeTransaction(trx);
  const { id: documentId } = await lockDocument(ours, delivery.packetId);
  const state = states[delivery.state];
  const changed = await ours
    .updateTable('office.deliveries')
    .set({
      state,
      attempts: delivery.attempts,
      lastError: delivery.errorMessage,
      deliveredAt: state === 'delivered' ? delivery.finishedAt : null,
      receipt: delivery.acknowledgementId,
    })
    .where('packetId', '=', delivery.packetId)
    .where('organId', '=', delivery.receiver)
    .returning('name')
    .executeTakeFirst();
  if (!changed || (state !== 'delivered' && state !== 'failed')) return;
  await writeAudit(office, ours, system, {
    action: state === 'delivered' ? 'document.delivered' : 'document.deliveryFailed',
    documentId,
    details: { to: changed.name, reason: delivery.errorMessage, receipt: delivery.acknowledgementId },
  });
  const open = await ours
    .selectFrom('office.deliveries')
    .select('id')
    .where('documentId', '=', documentId)
    .where('state', 'in', ['waiting', 'sending'])
    .executeTakeFirst();
  if (!open) await announceDelivered(office, ours, documentId);
}
