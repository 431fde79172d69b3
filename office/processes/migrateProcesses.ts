import type { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { instanceKeys } from './inputs.ts';
import { migrateProcess, migrateProcessInput } from './migrateProcess.ts';
import { type Outcome, oneByOne } from './oneByOne.ts';

export const migrateProcessesInput = migrateProcessInput
  .omit({ processInstanceKey: true })
  .extend({ keys: instanceKeys });

/** An admin lets many instances go on with another version, by one mapping, each with its own audit entry. */
export async function migrateProcesses(
  office: Office,
  actor: Actor,
  input: z.input<typeof migrateProcessesInput>,
): Promise<Outcome<string>[]> {
  const { keys, ...migration } = migrateProcessesInput.parse(input);
  return oneByOne(keys, (processInstanceKey) =>
    migrateProcess(office, actor, { ...migration, processInstanceKey }),
  );
}
