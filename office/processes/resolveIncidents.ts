import { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { MAX_AT_ONCE } from './inputs.ts';
import { type Outcome, oneByOne } from './oneByOne.ts';
import { resolveIncident, resolveIncidentInput } from './resolveIncident.ts';

export const resolveIncidentsInput = z.object({
  incidents: z.array(resolveIncidentInput).min(1).max(MAX_AT_ONCE),
});

/** An admin lets many processes go on at once, each in a transaction with its own audit entry. */
export async function resolveIncidents(
  office: Office,
  actor: Actor,
  input: z.input<typeof resolveIncidentsInput>,
): Promise<Outcome<z.output<typeof resolveIncidentInput>>[]> {
  const { incidents } = resolveIncidentsInput.parse(input);
  return oneByOne(incidents, (incident) => resolveIncident(office, actor, incident));
}
