import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { writeAudit } from '../../audit/writeAudit.ts';
import { TaskKindError, TaskNotFoundError } from '../../errors.ts';
import { id, keyOpening, sha256 } from '../../inputs.ts';
import type { Office, Trx } from '../../office.ts';
import { authorize } from '../../useCase.ts';
import { BatchNotFoundError } from './errors.ts';

export const MAX_BATCH = 200;

export const startBatchInput = z.object({
  /** Chosen by whoever asks; the same when asked again, so that a lost answer starts no second batch. */
  batchId: id,
  items: z
    .array(z.object({ taskId: id, fileSha256: sha256 }))
    .min(1)
    .max(MAX_BATCH)
    .refine((items) => new Set(items.map(({ taskId }) => taskId)).size === items.length),
  ...keyOpening,
});
export type StartBatch = z.output<typeof startBatchInput>;

/** @throws {BatchNotFoundError} when the id is another person's */
export async function isKnownBatch({ db }: Office, actor: Person, batchId: string): Promise<boolean> {
  const known = await db
    .selectFrom('office.signingBatches')
    .select('userId')
    .where('id', '=', batchId)
    .executeTakeFirst();
  if (known && known.userId !== actor.id) throw new BatchNotFoundError(batchId);
  return known !== undefined;
}

/** Writes the intents down, before anything is signed. */
export async function createBatch(
  office: Office,
  trx: Trx,
  actor: Person,
  { batchId, items }: Pick<StartBatch, 'batchId' | 'items'>,
): Promise<void> {
  const tasks = await trx
    .selectFrom('office.tasks')
    .selectAll()
    .where(
      'id',
      'in',
      items.map(({ taskId }) => taskId),
    )
    .execute();
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const now = office.clock.now();
  const intents = items.map(({ taskId, fileSha256 }, position) => {
    const task = byId.get(taskId);
    if (!task) throw new TaskNotFoundError(taskId);
    authorize(actor, 'document.sign', { task });
    if (task.kind !== 'sign') throw new TaskKindError(task.kind, 'sign');
    const { documentId } = task;
    const state = 'waiting' as const;
    return { id: randomUUID(), batchId, position, taskId, documentId, fileSha256, state, updatedAt: now };
  });
  await trx
    .insertInto('office.signingBatches')
    .values({ id: batchId, userId: actor.id, createdAt: now })
    .execute();
  await trx.insertInto('office.signingIntents').values(intents).execute();
  await writeAudit(office, trx, actor, {
    action: 'signing.batch',
    details: { batchId, count: items.length },
  });
}
