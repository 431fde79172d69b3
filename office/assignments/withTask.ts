import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { type DocumentRow, lockDocument } from '../documents/documentRow.ts';
import { TaskClosedError, TaskKindError, TaskNotFoundError } from '../errors.ts';
import type { TaskKind } from '../inputs.ts';
import type { Database, Office, Trx } from '../office.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { Action } from '../people/policies.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';
import { findTask, type TaskRow } from './taskRow.ts';

export interface TaskStep {
  taskId: string;
  kind: TaskKind;
  outcome: string;
  action: Action;
}

/** What a step leaves behind, beside the facts it wrote. */
export interface StepResult<Output> {
  output: Output;
  remark?: string | undefined;
  /** Identifiers and decisions for the process. */
  variables?: Record<string, unknown>;
  details?: Record<string, unknown>;
  /** The step is recorded and the task goes on (a response was opened). */
  stays?: boolean;
}

/**
 * Does one step of a process: checks the right, then that the task is open, writes the facts through `work`, marks the
 * task done, and leaves «complete job» in the outbox; one transaction. The document's row is locked before the task's.
 */
export async function withTask<Output>(
  office: Office,
  actor: Actor,
  step: TaskStep,
  work: (trx: Trx, facts: { document: DocumentRow; task: TaskRow }) => Promise<StepResult<Output>>,
): Promise<Output> {
  const { documentId } = await knownTask(office.db, step);
  const about = { documentId, taskId: step.taskId };
  return inTransaction(office, actor, about, async (trx) => {
    const document = await lockDocument(trx, documentId);
    const task = await openTask(trx, actor, step);
    const result = await work(trx, { document, task });
    const { outcome } = step;
    const remark = result.remark ?? null;
    const details = { outcome, ...(remark ? { remark } : {}), ...result.details };
    await writeAudit(office, trx, actor, { action: step.action, ...about, details });
    if (result.stays) return result.output;
    await taskDone(office, trx, actor, task, { outcome, remark, variables: result.variables });
    return result.output;
  });
}

/** Marks a locked task as done and leaves «complete job» in the outbox. */
export async function taskDone(
  office: Pick<Office, 'clock'>,
  trx: Trx,
  actor: Actor,
  { id, documentId, jobKey }: TaskRow,
  done: { outcome: string; remark: string | null; variables?: Record<string, unknown> | undefined },
): Promise<void> {
  const { outcome, remark, variables } = done;
  const doneBy = actor.kind === 'person' ? actor.id : null;
  await trx
    .updateTable('office.tasks')
    .set({ state: 'done', outcome, remark, doneAt: office.clock.now(), doneBy })
    .where('id', '=', id)
    .execute();
  await enqueue(office, trx, documentId, {
    kind: 'engine.completeJob',
    payload: { jobKey, variables: { outcome, ...variables } },
  });
}

/**
 * Whether the step may be done now, before work that takes its time (rendering, signing) and is then committed by
 * `withTask`, which asks again.
 */
export async function checkTask(office: Office, actor: Actor, step: TaskStep): Promise<TaskRow> {
  const task = await knownTask(office.db, step);
  const about = { documentId: task.documentId, taskId: task.id };
  return auditingDenial(office, actor, about, async () => requireOpen(actor, step, task));
}

async function knownTask(db: Database, { taskId }: TaskStep): Promise<TaskRow> {
  const task = await findTask(db, taskId);
  if (!task) throw new TaskNotFoundError(taskId);
  return task;
}

async function openTask(trx: Trx, actor: Actor, step: TaskStep): Promise<TaskRow> {
  const task = await trx
    .selectFrom('office.tasks')
    .selectAll()
    .where('id', '=', step.taskId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return requireOpen(actor, step, task);
}

function requireOpen(actor: Actor, step: TaskStep, task: TaskRow): TaskRow {
  authorize(actor, step.action, { task });
  if (task.kind !== step.kind) throw new TaskKindError(task.kind, step.kind);
  if (task.state !== 'open') throw new TaskClosedError();
  return task;
}
