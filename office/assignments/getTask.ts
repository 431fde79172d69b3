import { z } from 'zod';
import type { Person } from '../actor.ts';
import { yearOf } from '../dates.ts';
import { findDocument } from '../documents/documentRow.ts';
import { labelOf } from '../documents/label.ts';
import { TaskNotFoundError } from '../errors.ts';
import { type DocumentState, id } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { packetProblem } from '../packets/packetProblem.ts';
import { can } from '../people/can.ts';
import { proposeNumber } from '../registers/takeNumber.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { presentTasks, type TaskView } from './presentTask.ts';
import { findTask, type TaskRow } from './taskRow.ts';

export const getTaskInput = z.object({ taskId: id });

export interface TaskDetail extends TaskView {
  /** Remark of the last return, when this step is done again. */
  returnedWith: string | null;
  /** Why the document can only be returned to its sender (kind «receive»). */
  problem: string | null;
  /** The leader's instruction on the document. */
  instruction: string | null;
  /** Number and date that the register would give now (kind «number»). */
  proposal: { number: number; notation: string; date: string } | null;
  /** Outgoing documents opened in response (kind «handle»). */
  responses: { id: string; label: string; subject: string; state: DocumentState }[];
}

/** One task, for whom it is, or for whom did it. */
export async function getTask(
  office: Office,
  actor: Person,
  input: z.input<typeof getTaskInput>,
): Promise<TaskDetail> {
  const { taskId } = getTaskInput.parse(input);
  const task = await findTask(office.db, taskId);
  if (!task) throw new TaskNotFoundError(taskId);
  await auditingDenial(office, actor, { documentId: task.documentId, taskId }, async () => {
    if (task.doneBy !== actor.id) authorize(actor, 'task.read', { task });
  });
  const [view] = await presentTasks(office, actor, [task]);
  return {
    ...view!,
    returnedWith: await lastReturn(office.db, task),
    problem: task.kind === 'receive' ? await packetProblem(office, task.documentId) : null,
    instruction: await lastInstruction(office.db, task),
    proposal:
      task.kind === 'number' && can(actor, 'document.number', { task }) ? await proposal(office, task) : null,
    responses: task.kind === 'handle' ? await responses(office.db, task) : [],
  };
}

async function lastReturn(db: Database, { documentId, kind, createdAt }: TaskRow): Promise<string | null> {
  if (kind !== 'draft' && kind !== 'submit') return null;
  const row = await db
    .selectFrom('office.tasks')
    .select('remark')
    .where('documentId', '=', documentId)
    .where('outcome', 'in', ['return', 'returnToClerk'])
    .where('doneAt', '<=', createdAt)
    .orderBy('doneAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.remark ?? null;
}

async function lastInstruction(db: Database, { documentId }: TaskRow): Promise<string | null> {
  const row = await db
    .selectFrom('office.assignments')
    .select('instruction')
    .where('documentId', '=', documentId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.instruction ?? null;
}

async function proposal(office: Office, { documentId }: TaskRow): Promise<TaskDetail['proposal']> {
  const { notation, pageYear } = await findDocument(office.db, documentId);
  const year = pageYear ?? yearOf(office.clock.now());
  const proposed = await proposeNumber(office, office.db, { kind: 'outgoing', notation, year });
  return { ...proposed, notation: notation ?? '' };
}

async function responses(db: Database, { documentId }: TaskRow): Promise<TaskDetail['responses']> {
  const rows = await db
    .selectFrom('office.documents')
    .select(['id', 'number', 'notation', 'subject', 'state'])
    .where('inResponseTo', '=', documentId)
    .orderBy('createdAt')
    .limit(100)
    .execute();
  return rows.map(({ number, notation, ...row }) => ({ ...row, label: labelOf({ number, notation }) }));
}
