import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { DelegationNotFoundError } from './errors.ts';

export const endDelegationInput = z.object({ delegationId: id });

/** What comes goes to the person themselves again; what went to the other stays there. Again: changes nothing. */
export async function endDelegation(
  office: Office,
  actor: Actor,
  input: z.input<typeof endDelegationInput>,
): Promise<void> {
  const { delegationId } = endDelegationInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    const row = await trx
      .selectFrom('office.delegations as d')
      .innerJoin('office.users as u', 'u.id', 'd.userId')
      .innerJoin('office.users as s', 's.id', 'd.delegateId')
      .select(['u.id', 'u.unitId', 'u.fullName as from', 's.fullName as to', 'd.endedAt'])
      .where('d.id', '=', delegationId)
      .where('d.documentId', 'is', null)
      .forUpdate('d')
      .executeTakeFirst();
    if (!row) throw new DelegationNotFoundError(delegationId);
    authorize(actor, 'task.handOver', { person: row });
    if (row.endedAt) return;
    await trx
      .updateTable('office.delegations')
      .set({ endedAt: office.clock.now() })
      .where('id', '=', delegationId)
      .execute();
    const { from, to } = row;
    await writeAudit(office, trx, actor, { action: 'delegation.end', details: { delegationId, from, to } });
  });
}
