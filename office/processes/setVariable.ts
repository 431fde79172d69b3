import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { jsonValue, variableName } from './inputs.ts';

export const setVariableInput = z.object({
  processInstanceKey: engineKey,
  /** Element instance key; the instance's own key for its global variables. */
  scopeKey: engineKey,
  name: variableName,
  value: jsonValue,
  /** true: in that scope; false: in the nearest scope outwards that has the variable (Zeebe's SetVariables). */
  local: z.boolean().default(true),
});

/** An admin changes a variable of a running instance. The audit trail tells which, never its value. */
export async function setVariable(
  office: Office,
  actor: Actor,
  input: z.input<typeof setVariableInput>,
): Promise<void> {
  const { value, ...details } = setVariableInput.parse(input);
  const { scopeKey, name, local } = details;
  await askEngine(office, actor, { action: 'process.setVariable', details }, (engine) =>
    engine.setVariables({ elementInstanceKey: scopeKey, variables: { [name]: value }, local }),
  );
}
