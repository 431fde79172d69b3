import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { bpmnId, jsonVariables, reason } from './inputs.ts';

export const modifyProcessInput = z.object({
  processInstanceKey: engineKey,
  activate: z
    .array(
      z.object({
        elementId: bpmnId,
        ancestorKey: engineKey.optional(),
        /** Of the element's own scope. */
        variables: jsonVariables.optional(),
      }),
    )
    .max(20),
  /** Element instance keys. */
  terminate: z.array(engineKey).max(100),
  /** Jobs of what is terminated: the tasks that people have for them are taken back. */
  jobKeys: z.array(engineKey).max(1000),
  reason,
});

/**
 * An admin moves a running instance by hand: elements are activated and terminated, all or none. The audit trail tells
 * which variables an element was given, never their values.
 */
export async function modifyProcess(
  office: Office,
  actor: Actor,
  input: z.input<typeof modifyProcessInput>,
): Promise<void> {
  const { jobKeys, ...modification } = modifyProcessInput.parse(input);
  const details = {
    ...modification,
    activate: modification.activate.map(({ elementId }) => elementId),
    variables: modification.activate.flatMap(({ variables = {} }) => Object.keys(variables)),
  };
  await askEngine(office, actor, { action: 'process.modify', details }, async (engine, trx) => {
    if (jobKeys.length > 0) {
      await trx
        .updateTable('office.tasks')
        .set({ state: 'cancelled', doneAt: office.clock.now(), remark: modification.reason })
        .where('jobKey', 'in', jobKeys)
        .where('state', '=', 'open')
        .execute();
    }
    await engine.modifyProcessInstance(modification);
  });
}
