import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { direction } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';

export const openRegisterInput = z.object({
  kind: direction,
  year: z.int().min(1945).max(2100),
  /** Only this notation («TTr-STTTT»); absent: every notation without a register of its own. */
  notation: z.string().trim().min(1).max(100).optional(),
  nextNumber: z.int().min(1).max(1_000_000).default(1),
});

/** Opens a register that goes on from a number, as when the office moves from paper within a year. */
export async function openRegister(
  office: Office,
  actor: Actor,
  input: z.input<typeof openRegisterInput>,
): Promise<{ opened: boolean }> {
  const { kind, year, notation = null, nextNumber } = openRegisterInput.parse(input);
  return inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'agency.manage');
    const row = await trx
      .insertInto('office.registers')
      .values({ id: randomUUID(), kind, year, notation, nextNumber })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row) {
      const details = { kind, year, notation, nextNumber };
      await writeAudit(office, trx, actor, { action: 'register.open', details });
    }
    return { opened: !!row };
  });
}
