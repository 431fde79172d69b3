import { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { bpmnId, jsonVariables } from './inputs.ts';

export const startProcessInput = z.object({
  processId: bpmnId,
  version: z.int().min(1),
  variables: jsonVariables.default({}),
});

/** An admin starts an instance by hand. The audit trail tells which variables it was given, never their values. */
export async function startProcess(
  office: Office,
  actor: Actor,
  input: z.input<typeof startProcessInput>,
): Promise<{ processInstanceKey: string }> {
  const { processId, version, variables } = startProcessInput.parse(input);
  const details = { processId, version, variables: Object.keys(variables) };
  return askEngine(office, actor, { action: 'process.start', details }, (engine) =>
    engine.createProcessInstance({ bpmnProcessId: processId, version, variables }),
  );
}
