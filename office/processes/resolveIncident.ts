import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { retries } from './inputs.ts';

export const resolveIncidentInput = z.object({
  incidentKey: engineKey,
  /** The job that the incident holds, which gets so many tries; without them it would stop at once again. */
  job: z.object({ jobKey: engineKey, retries }).optional(),
});

/** An admin lets a process go on after an incident: what stopped is tried again. */
export async function resolveIncident(
  office: Office,
  actor: Actor,
  input: z.input<typeof resolveIncidentInput>,
): Promise<void> {
  const { incidentKey, job } = resolveIncidentInput.parse(input);
  const entry = { action: 'process.resolveIncident', details: { incidentKey, ...job } };
  await askEngine(office, actor, entry, async (engine) => {
    if (job) await engine.updateJobRetries(job.jobKey, job.retries);
    await engine.resolveIncident(incidentKey);
  });
}
