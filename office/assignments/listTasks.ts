import { sql } from 'kysely';
import { z } from 'zod';
import { type Person, principalsOf } from '../actor.ts';
import { type TaskKind, taskKind } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { type Counted, counted, pageInput, paging } from '../paging.ts';
import { presentTasks, type TaskView } from './presentTask.ts';

export const listTasksInput = z.object({
  box: z.enum(['todo', 'done', 'late']).default('todo'),
  kind: taskKind.optional(),
  q: z.string().trim().max(200).optional(),
  page: pageInput,
});

/** Urgent documents come first (Decree 30, art. 4.2c), then near dates, then what came last. */
export const boxOrder = sql`(
  select array_position(array['flash', 'veryUrgent', 'urgent'], urgency) from office.documents where id = t.document_id
) nulls last, t.due_at nulls last, t.created_at desc`;

/** One box of a person: what is to do, what they did, what is late. */
export async function listTasks(
  office: Office,
  actor: Person,
  input: z.input<typeof listTasksInput> = {},
): Promise<Counted & { items: TaskView[] }> {
  const { box, kind, q, page } = listTasksInput.parse(input);
  const now = office.clock.now();
  let query = (box === 'done' ? doneBy(office.db, actor) : openFor(office.db, actor)).$if(!!kind, (tasks) =>
    tasks.where('t.kind', '=', kind!),
  );
  if (box === 'late') query = query.where('t.dueAt', '<', now);
  if (q) {
    query = query
      .innerJoin('office.documents as d', 'd.id', 't.documentId')
      .where(sql<boolean>`d.search @@ websearch_to_tsquery('simple', ${q})`) as typeof query;
  }
  const ordered = box === 'done' ? query.orderBy('t.doneAt', 'desc') : query.orderBy(boxOrder);
  const rows = await ordered.orderBy('t.id').selectAll('t').$call(paging(page)).execute();
  return { items: await presentTasks(office, actor, rows), ...(await counted(office.db, query)) };
}

/** Open tasks that are this person's, or anybody's of a role or unit of theirs. */
export function openFor(db: Database, actor: Person) {
  return db
    .selectFrom('office.tasks as t')
    .where('t.state', '=', 'open')
    .where((where) =>
      where.or([
        where('t.assigneeId', '=', actor.id),
        where.and([where('t.assigneeId', 'is', null), where('t.candidate', 'in', principalsOf(actor))]),
      ]),
    );
}

function doneBy(db: Database, actor: Person) {
  return db.selectFrom('office.tasks as t').where('t.state', '=', 'done').where('t.doneBy', '=', actor.id);
}

export interface TaskCounts {
  todo: number;
  late: number;
  kinds: { kind: TaskKind; todo: number; late: number }[];
}

/** How many open tasks this person has, by kind. */
export async function countTasks(office: Office, actor: Person): Promise<TaskCounts> {
  const now = office.clock.now();
  const rows = await openFor(office.db, actor)
    .select([
      't.kind',
      sql<number>`count(*)::int`.as('todo'),
      sql<number>`count(*) filter (where t.due_at < ${now})::int`.as('late'),
    ])
    .groupBy('t.kind')
    .execute();
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + pick(row), 0);
  return { todo: sum((row) => row.todo), late: sum((row) => row.late), kinds: rows };
}
