import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { TaskRow } from '../assignments/taskRow.ts';
import { taskDone } from '../assignments/withTask.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { dayOf } from '../dates.ts';
import { lockDocument } from '../documents/documentRow.ts';
import { giveBack } from '../documents/returnFromSigning.ts';
import { InputError, TaskClosedError } from '../errors.ts';
import { day, id, line } from '../inputs.ts';
import type { Office, Trx } from '../office.ts';
import { UserNotFoundError } from '../people/errors.ts';
import { requirePerson } from '../people/requirePerson.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { bearsTheirName, mayDo } from './mayDo.ts';
import { passOn } from './passOn.ts';

export const handOverInput = z.object({
  /** Whose tasks. */
  userId: id,
  /** Not needed where everything goes back to its drafter. */
  toUserId: id.optional(),
  taskIds: z.array(id).max(200),
  /** What comes for them from one day to another, both included, goes there as well; no last day: until it is ended. */
  period: z.object({ from: day, until: day.optional() }).optional(),
  reason: line,
});

type User = Awaited<ReturnType<typeof requirePerson>>;
type Users = Record<'from' | 'to', User>;

/**
 * Gives open tasks of a person to another, who also gets what comes later on the same documents; of a document that
 * waits for the person's own signature the drafter gets the task of choosing another signer. With a period it is a
 * delegation besides: what comes on those days goes to the other as far as they may do it.
 * @throws {InputError} when the other may not do one of them; {@link TaskClosedError}
 */
export async function handOver(
  office: Office,
  actor: Actor,
  input: z.input<typeof handOverInput>,
): Promise<{ handedOver: number; returned: number }> {
  const { userId, toUserId, taskIds, period, reason } = handOverInput.parse(input);
  return inTransaction(office, actor, {}, async (trx) => {
    const from = await trx.selectFrom('office.users').selectAll().where('id', '=', userId).executeTakeFirst();
    authorize(actor, 'task.handOver', { person: from ?? { id: userId, unitId: null } });
    if (!from) throw new UserNotFoundError(userId);
    const to = toUserId === undefined ? undefined : await requirePerson(trx, 'toUserId', toUserId);
    if (to) requireOther(actor, { from, to });
    if (taskIds.length === 0 && !period) throw new InputError('taskIds', 'Chưa chọn việc nào để bàn giao.');
    if (period) await delegate(office, trx, actor, { from, to: chosen(to) }, period, reason);
    const counts = { handedOver: 0, returned: 0 };
    for (const task of await chosenTasks(trx, userId, taskIds)) {
      const document = await lockDocument(trx, task.documentId);
      await requireStillOpen(trx, task.id, userId);
      const about = { documentId: task.documentId, taskId: task.id };
      const goesTo = bearsTheirName(task) ? null : whoMay(chosen(to), task);
      const details = { from: from.fullName, ...(goesTo && { to: goesTo.fullName }), reason };
      await writeAudit(office, trx, actor, { action: 'task.handOver', ...about, details });
      if (goesTo) {
        await giveTo(office, trx, actor, task, { from, to: goesTo }, reason);
        counts.handedOver += 1;
      } else {
        await giveBack(office, trx, document);
        await taskDone(office, trx, actor, task, { outcome: 'return', remark: reason });
        counts.returned += 1;
      }
    }
    return counts;
  });
}

function chosen(to: User | undefined): User {
  if (!to) throw new InputError('toUserId', 'Chưa chọn người nhận bàn giao.');
  return to;
}

function whoMay(to: User, { kind, title }: TaskRow): User {
  if (mayDo(to, kind)) return to;
  throw new InputError('toUserId', `${to.fullName} không có vai trò để làm việc «${title}».`);
}

/** Whoever is no admin hands over within the unit. */
function requireOther(actor: Actor, { from, to }: Users): void {
  if (from.id === to.id) throw new InputError('toUserId', 'Hãy chọn một người khác.');
  const anywhere = actor.kind === 'system' || actor.roles.includes('admin');
  if (!anywhere && to.unitId !== from.unitId) {
    throw new InputError('toUserId', 'Bàn giao ra ngoài đơn vị do quản trị viên thực hiện.');
  }
}

/** In the order of their documents, so that two hand-overs cannot wait for each other. */
async function chosenTasks(trx: Trx, userId: string, taskIds: readonly string[]): Promise<TaskRow[]> {
  const wanted = [...new Set(taskIds)];
  if (wanted.length === 0) return [];
  const tasks = await trx
    .selectFrom('office.tasks')
    .selectAll()
    .where('id', 'in', wanted)
    .where('assigneeId', '=', userId)
    .where('state', '=', 'open')
    .orderBy('documentId')
    .orderBy('id')
    .execute();
  if (tasks.length < wanted.length) throw new TaskClosedError();
  return tasks;
}

async function requireStillOpen(trx: Trx, taskId: string, userId: string): Promise<void> {
  const task = await trx
    .selectFrom('office.tasks')
    .select(['state', 'assigneeId'])
    .where('id', '=', taskId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (task.state !== 'open' || task.assigneeId !== userId) throw new TaskClosedError();
}

async function giveTo(
  office: Office,
  trx: Trx,
  actor: Actor,
  { id, documentId, kind, onBehalfOf }: TaskRow,
  { from, to }: Users,
  reason: string,
): Promise<void> {
  await trx
    .updateTable('office.tasks')
    .set({ assigneeId: to.id, onBehalfOf: onBehalfOf === to.id ? null : (onBehalfOf ?? from.id) })
    .where('id', '=', id)
    .execute();
  await passOn(trx, { documentId, kind }, to.id);
  // Who gets it stands in for nobody's place of their own any more on this document.
  await trx
    .updateTable('office.delegations')
    .set({ endedAt: office.clock.now() })
    .where('userId', 'in', [from.id, to.id])
    .where('documentId', '=', documentId)
    .where('endedAt', 'is', null)
    .execute();
  await insert(office, trx, actor, { from, to }, { documentId, reason, fromDay: dayOf(office.clock.now()) });
}

async function delegate(
  office: Office,
  trx: Trx,
  actor: Actor,
  users: Users,
  { from: fromDay, until: untilDay }: { from: string; until?: string | undefined },
  reason: string,
): Promise<void> {
  if (untilDay && untilDay < fromDay) throw new InputError('period', 'Ngày cuối sớm hơn ngày đầu.');
  if ((untilDay ?? fromDay) < dayOf(office.clock.now()) && untilDay) {
    throw new InputError('period', 'Thời gian ủy quyền đã qua.');
  }
  const names = { from: users.from.fullName, to: users.to.fullName };
  const details = { ...names, fromDay, untilDay: untilDay ?? null, reason };
  await writeAudit(office, trx, actor, { action: 'delegation.make', details });
  await insert(office, trx, actor, users, { documentId: null, reason, fromDay, untilDay: untilDay ?? null });
}

async function insert(
  office: Office,
  trx: Trx,
  actor: Actor,
  { from, to }: Users,
  row: { documentId: string | null; fromDay: string; untilDay?: string | null; reason: string },
): Promise<void> {
  const made = { madeBy: actor.kind === 'person' ? actor.id : null, madeAt: office.clock.now() };
  await trx
    .insertInto('office.delegations')
    .values({ id: randomUUID(), userId: from.id, delegateId: to.id, ...row, ...made })
    .execute();
}
