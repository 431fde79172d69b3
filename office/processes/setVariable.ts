import type { Variables } from '@congvan/engine/client';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { variableName } from './inputs.ts';

const MAX_CHARACTERS = 500_000;
const MAX_DEPTH = 100;

/** A value as JSON text. */
const jsonValue = z
  .string()
  .min(1)
  .max(MAX_CHARACTERS)
  .transform((text, context): Variables[string] => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    try {
      const value = JSON.parse(text);
      return deeperThan(value, MAX_DEPTH) ? refuse(`Giá trị lồng nhau quá ${MAX_DEPTH} tầng.`) : value;
    } catch {
      return refuse('Giá trị không phải JSON hợp lệ.');
    }
  });

function deeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((member) => deeperThan(member, limit - 1));
}

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
