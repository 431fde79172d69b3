import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id, line } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';

export const saveUnitInput = z.object({
  id: id.optional(),
  name: line,
  /** Abbreviation, as in the notation of a công văn: «CNTT». */
  code: z.string().trim().min(1).max(20),
  parentId: id.nullable().default(null),
});

/** Adds a unit, or changes the one with this id. */
export async function saveUnit(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveUnitInput>,
): Promise<{ id: string }> {
  const { id: given, ...unit } = saveUnitInput.parse(input);
  const unitId = given ?? randomUUID();
  return inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'agency.manage');
    await trx
      .insertInto('office.units')
      .values({ id: unitId, ...unit })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(unit))
      .execute();
    await writeAudit(office, trx, actor, { action: 'unit.save', details: { unitId, name: unit.name } });
    return { id: unitId };
  });
}
