import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id, line, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { END_TOO_EARLY, endsAfterBeginning, trustPurpose, trustTime } from './addTrustList.ts';
import { TrustListNotFoundError } from './errors.ts';

export const changeTrustListInput = z
  .object({
    listId: id,
    name: line,
    purpose: trustPurpose,
    validFrom: trustTime,
    validUntil: trustTime,
    enabled: z.boolean(),
    /** Why; kept in the audit trail. */
    reason: text,
  })
  .refine(endsAfterBeginning, END_TOO_EARLY);

/** Changes what a list counts for, or takes it out of use; its file stays as it is, and the list is never removed. */
export async function changeTrustList(
  office: Office,
  actor: Actor,
  input: z.input<typeof changeTrustListInput>,
): Promise<void> {
  const { listId, reason, purpose, ...rest } = changeTrustListInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'trust.manage');
    const row = await trx
      .selectFrom('office.trustLists')
      .select(['name', 'purpose', 'validFrom', 'validUntil', 'enabled'])
      .where('id', '=', listId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new TrustListNotFoundError(listId);
    const after = { ...rest, purpose: purpose === 'both' ? null : purpose };
    await trx.updateTable('office.trustLists').set(after).where('id', '=', listId).execute();
    await writeAudit(office, trx, actor, {
      action: 'trust.change',
      details: { listId, ...rest, purpose, reason, before: row },
    });
  });
}
