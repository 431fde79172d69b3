import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { cancelProcess } from './cancelProcess.ts';
import { instanceKeys } from './inputs.ts';

export const cancelProcessesInput = z.object({ keys: instanceKeys, reason: text });

/** An admin stops many processes, each in a transaction with its own audit entry. One that has ended stays as it is. */
export async function cancelProcesses(
  office: Office,
  actor: Actor,
  input: z.input<typeof cancelProcessesInput>,
): Promise<void> {
  const { keys, reason } = cancelProcessesInput.parse(input);
  for (const processInstanceKey of keys) await cancelProcess(office, actor, { processInstanceKey, reason });
}
