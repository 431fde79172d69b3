import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { reason, variableName } from './inputs.ts';

export const revealVariableInput = z.object({
  processInstanceKey: engineKey,
  scopeKey: engineKey,
  name: variableName,
  reason,
});

/** Someone asks to see what is masked: the policies say whether, the audit trail keeps who and why. The value itself is
 * read by the caller, after this. */
export async function revealVariable(
  office: Office,
  actor: Actor,
  input: z.input<typeof revealVariableInput>,
): Promise<void> {
  const details = revealVariableInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'process.reveal');
    await writeAudit(office, trx, actor, { action: 'process.reveal', details });
  });
}
