import { jsonText } from '@congvan/storage';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { line, organId } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';

export const setUpAgencyInput = z.object({
  organId,
  name: line,
  superior: line.nullable().default(null),
  /** Where its documents are dated: «Thanh Hóa». */
  place: line,
  /** Last part of the notation: «STTTT». */
  stem: z.string().trim().min(1).max(50),
  contact: z.object({ address: line, email: line, telephone: line, website: line }).partial().default({}),
  demonstration: z.boolean().default(false),
});

/** Says which agency this office is of; again: corrects it. */
export async function setUpAgency(
  office: Office,
  actor: Actor,
  input: z.input<typeof setUpAgencyInput>,
): Promise<void> {
  const agency = setUpAgencyInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'agency.manage');
    const row = { ...agency, contact: jsonText(agency.contact) };
    await trx.deleteFrom('office.agency').execute();
    await trx.insertInto('office.agency').values(row).execute();
    await writeAudit(office, trx, actor, { action: 'agency.setUp', details: { organId: agency.organId } });
  });
}
