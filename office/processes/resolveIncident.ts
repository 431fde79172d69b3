import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';

export const resolveIncidentInput = z.object({ incidentKey: z.string().regex(/^\d{1,19}$/) });

/** An admin lets a process go on after an incident. */
export async function resolveIncident(
  office: Office,
  actor: Actor,
  input: z.input<typeof resolveIncidentInput>,
): Promise<void> {
  const { incidentKey } = resolveIncidentInput.parse(input);
  await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'process.manage');
    await office.engine.resolveIncident(incidentKey);
  });
  await writeAudit(office, office.db, actor, { action: 'process.resolveIncident', details: { incidentKey } });
}
