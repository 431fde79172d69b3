import type { Selectable } from 'kysely';
import type { Database } from '../office.ts';
import type { TasksTable } from '../tables.ts';

export type TaskRow = Selectable<TasksTable>;

export async function findTask(db: Database, id: string): Promise<TaskRow | undefined> {
  return db.selectFrom('office.tasks').selectAll().where('id', '=', id).executeTakeFirst();
}
