import { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { EngineRefusedError } from './askEngine.ts';
import { resolveIncident, resolveIncidentInput } from './resolveIncident.ts';

export const MAX_INCIDENTS = 100;

export const resolveIncidentsInput = z.object({
  incidents: z.array(resolveIncidentInput).min(1).max(MAX_INCIDENTS),
});

export interface IncidentOutcome {
  incidentKey: string;
  /** Why what stopped is not tried again; null: it is. */
  refusal: { code: string; message: string } | null;
}

/**
 * An admin lets many processes go on at once, one after the other, each in a transaction with its own audit entry. An
 * engine that does not answer is not asked again: the rest is told so at once.
 */
export async function resolveIncidents(
  office: Office,
  actor: Actor,
  input: z.input<typeof resolveIncidentsInput>,
): Promise<IncidentOutcome[]> {
  const { incidents } = resolveIncidentsInput.parse(input);
  const outcomes: IncidentOutcome[] = [];
  let away: IncidentOutcome['refusal'] = null;
  for (const incident of incidents) {
    const refusal: IncidentOutcome['refusal'] = away ?? (await tryAgain(office, actor, incident));
    if (refusal?.code === 'engine-unavailable') away = refusal;
    outcomes.push({ incidentKey: incident.incidentKey, refusal });
  }
  return outcomes;
}

async function tryAgain(
  office: Office,
  actor: Actor,
  incident: z.output<typeof resolveIncidentInput>,
): Promise<IncidentOutcome['refusal']> {
  try {
    await resolveIncident(office, actor, incident);
    return null;
  } catch (error) {
    if (!(error instanceof EngineRefusedError)) throw error;
    return { code: error.code, message: error.message };
  }
}
