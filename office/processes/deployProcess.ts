import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { OfficeError } from '../errors.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';

export const deployProcessInput = z.object({
  resources: z
    .array(
      z.object({
        name: z
          .string()
          .max(200)
          .regex(/^[\p{L}\p{M}\p{N}_ .()-]+\.(bpmn|form|dmn)$/u),
        content: z.string().min(1).max(4_000_000),
      }),
    )
    .min(1)
    .max(20),
});

/** The engine refuses the model; the message names the elements and says why. */
export class ProcessRefusedError extends OfficeError {
  constructor(reason: string, options: ErrorOptions) {
    super('process-refused', 'invalid', `Quy trình chưa triển khai được: ${reason}`, options);
  }
}

const INVALID_ARGUMENT = 3;

/** An admin deploys processes, decisions and forms; everything new follows them. The same content again is no new version. */
export async function deployProcess(
  office: Office,
  actor: Actor,
  input: z.input<typeof deployProcessInput>,
): Promise<{ deploymentKey: string }> {
  const { resources } = deployProcessInput.parse(input);
  const key = await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'process.manage');
    return refusing(async () => (await office.engine.deployResources(resources)).key);
  });
  const details = { names: resources.map(({ name }) => name), deploymentKey: key };
  await writeAudit(office, office.db, actor, { action: 'process.deploy', details });
  return { deploymentKey: key };
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === INVALID_ARGUMENT) {
      const reason = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
      throw new ProcessRefusedError(reason, { cause: error });
    }
    throw error;
  }
}
