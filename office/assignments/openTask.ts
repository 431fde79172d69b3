import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { dayOf, endOfDay, endOfNextWorkingDay } from '../dates.ts';
import { passOn } from '../delegations/passOn.ts';
import { standInFor } from '../delegations/standIn.ts';
import { type DocumentRow, lockDocument, updateDocument } from '../documents/documentRow.ts';
import { openTo } from '../documents/readers.ts';
import { engineKey, id, part, role, type TaskKind, taskKind } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';

export const openTaskInput = z.object({
  jobKey: engineKey,
  processInstanceKey: engineKey,
  elementId: z.string().min(1).max(200),
  kind: taskKind,
  title: z.string().trim().min(1).max(300),
  documentId: id,
  assigneeId: id.nullable(),
  /** `role:clerk`, `role:unitHead@<unitId>` or `unit:<unitId>`. */
  candidate: z
    .templateLiteral(['role:', role])
    .or(z.templateLiteral(['role:', role, '@', z.uuid()]))
    .or(z.templateLiteral(['unit:', z.uuid()]))
    .nullable(),
  part: part.nullable(),
  /** At a review «initial»; at signing the field of a signer before the competent person: «cosigner1». */
  signature: z
    .string()
    .regex(/^(initial|person|cosigner\d{1,2})$/)
    .nullable()
    .default(null),
});

/**
 * A user task of the process becomes a row in people's boxes. The same job again (the gateway may hand it out twice)
 * changes nothing.
 */
export async function openTask(
  office: Office,
  actor: Actor,
  input: z.input<typeof openTaskInput>,
): Promise<void> {
  const job = openTaskInput.parse(input);
  await inTransaction(office, actor, { documentId: job.documentId }, async (trx) => {
    authorizeSystem(actor, 'task.open');
    const document = await lockDocument(trx, job.documentId);
    const createdAt = office.clock.now();
    const assigneeId = job.assigneeId && (await standInFor(office, trx, job.assigneeId, job));
    const onBehalfOf = assigneeId === job.assigneeId ? null : job.assigneeId;
    const inserted = await trx
      .insertInto('office.tasks')
      .values({
        id: randomUUID(),
        ...job,
        assigneeId,
        onBehalfOf,
        state: 'open',
        createdAt,
        dueAt: dueAt(job.kind, document, createdAt),
      })
      .onConflict((conflict) => conflict.column('jobKey').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted) return;
    await openTo(trx, document.id, job.candidate);
    if (assigneeId) await passOn(trx, job, assigneeId);
    if (document.processInstanceKey === null) {
      // Not a change that anybody made: the version that a drafter has read stays the right one.
      await trx
        .updateTable('office.documents')
        .set({ processInstanceKey: job.processInstanceKey })
        .where('id', '=', document.id)
        .execute();
    }
    if (job.kind === 'handle' && document.state === 'assigned') {
      await updateDocument(trx, document, { state: 'handling' });
    }
  });
}

const ofClerk: readonly TaskKind[] = ['receive', 'submit', 'number', 'seal', 'send'];

/** Decree 30, art. 18.1, 23.1: the clerk has until the next working day, and urgent documents are for today. */
function dueAt(kind: TaskKind, document: DocumentRow, now: Date): Date | null {
  if (ofClerk.includes(kind))
    return document.urgency === 'normal' ? endOfNextWorkingDay(now) : endOfDay(dayOf(now));
  return document.dueDate ? endOfDay(document.dueDate) : null;
}
