import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { bpmnId, reason } from './inputs.ts';

export const migrateProcessInput = z.object({
  processInstanceKey: engineKey,
  targetDefinitionKey: engineKey,
  mappings: z.array(z.object({ sourceElementId: bpmnId, targetElementId: bpmnId })).max(200),
  reason,
});

/** An admin lets a running instance go on with another version of its process. */
export async function migrateProcess(
  office: Office,
  actor: Actor,
  input: z.input<typeof migrateProcessInput>,
): Promise<void> {
  const migration = migrateProcessInput.parse(input);
  await askEngine(office, actor, { action: 'process.migrate', details: migration }, (engine) =>
    engine.migrateProcessInstance(migration),
  );
}
