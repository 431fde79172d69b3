import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { line, organId } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';

export const savePartnerInput = z.object({
  organId,
  name: line,
  /** https address of its exchange; null: reached on paper. */
  endpoint: z
    .url({ protocol: /^https$/ })
    .nullable()
    .default(null),
  systemId: z.string().trim().min(1).max(100).nullable().default(null),
});

/** Adds an agency to the address book, or changes it. */
export async function savePartner(
  office: Office,
  actor: Actor,
  input: z.input<typeof savePartnerInput>,
): Promise<void> {
  const partner = savePartnerInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'agency.manage');
    const { organId: _, ...rest } = partner;
    await trx
      .insertInto('office.agencies')
      .values(partner)
      .onConflict((conflict) => conflict.column('organId').doUpdateSet(rest))
      .execute();
    await writeAudit(office, trx, actor, { action: 'partner.save', details: { ...partner } });
  });
}
