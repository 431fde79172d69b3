import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';

export const reportUndeliveredInput = z.object({ documentId: id });

/** Puts into the document's history which recipients have not confirmed it yet, for the clerk to urge. */
export async function reportUndelivered(
  office: Office,
  actor: Actor,
  input: z.input<typeof reportUndeliveredInput>,
): Promise<void> {
  const { documentId } = reportUndeliveredInput.parse(input);
  await inTransaction(office, actor, { documentId }, async (trx) => {
    authorizeSystem(actor, 'packet.reportUndelivered');
    const waiting = await trx
      .selectFrom('office.deliveries')
      .select(['name', 'attempts', 'lastError'])
      .where('documentId', '=', documentId)
      .where('state', 'in', ['waiting', 'sending'])
      .execute();
    if (waiting.length === 0) return;
    await writeAudit(office, trx, actor, {
      action: 'document.undelivered',
      documentId,
      details: { to: waiting.map(({ name }) => name) },
    });
  });
}
