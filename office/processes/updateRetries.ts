import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { retries } from './inputs.ts';

export const updateRetriesInput = z.object({ jobKey: engineKey, retries });

/** An admin gives a job so many tries; one without an incident goes on by itself. */
export async function updateRetries(
  office: Office,
  actor: Actor,
  input: z.input<typeof updateRetriesInput>,
): Promise<void> {
  const details = updateRetriesInput.parse(input);
  await askEngine(office, actor, { action: 'process.updateRetries', details }, (engine) =>
    engine.updateJobRetries(details.jobKey, details.retries),
  );
}
