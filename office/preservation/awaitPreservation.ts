import type { Office, Trx } from '../office.ts';
import { signaturePolicy } from '../trust/signaturePolicy.ts';

/**
 * Notes, in the caller's transaction, that a document is in force and its signatures are to be kept for the long term:
 * after the grace period, when what authorities say of revocations is newer than the signatures (EN 319 102-1, 5.2.6).
 */
export async function awaitPreservation(
  { clock }: Pick<Office, 'clock'>,
  trx: Trx,
  documentId: string,
): Promise<void> {
  const { graceHours } = await signaturePolicy(trx);
  const dueAt = new Date(clock.now().getTime() + graceHours * 3_600_000);
  await trx
    .insertInto('office.preservation')
    .values({ documentId, state: 'waiting', dueAt })
    .onConflict((conflict) => conflict.column('documentId').doUpdateSet({ dueAt }))
    .execute();
}
