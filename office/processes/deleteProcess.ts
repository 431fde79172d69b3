import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { bpmnId, reason } from './inputs.ts';

export const deleteProcessInput = z.object({
  definitionKey: engineKey,
  processId: bpmnId,
  version: z.int(),
  reason,
});

/** An admin removes a version that nothing runs on: no instance of it starts any more. What has ended stays. */
export async function deleteProcess(
  office: Office,
  actor: Actor,
  input: z.input<typeof deleteProcessInput>,
): Promise<void> {
  const details = deleteProcessInput.parse(input);
  await askEngine(office, actor, { action: 'process.delete', details }, (engine) =>
    engine.deleteResource(details.definitionKey),
  );
}
