import { openTask, system, type TaskKind } from '../index.ts';
import type { OfficeAtTest } from './officeAtTest.ts';

let key = 1000;

/** Opens a task as the worker of a user task would. @returns its id */
export async function giveTask(
  { office }: OfficeAtTest,
  kind: TaskKind,
  documentId: string,
  who: { assigneeId: string } | { candidate: string },
  signature: string | null = null,
): Promise<string> {
  key += 1;
  const jobKey = String(key);
  await openTask(office, system, {
    ...{
      jobKey,
      processInstanceKey: '7',
      elementId: kind,
      kind,
      title: kind,
      documentId,
      part: null,
      signature,
    },
    assigneeId: null,
    candidate: null,
    ...who,
  } as Parameters<typeof openTask>[2]);
  const task = await office.db
    .selectFrom('office.tasks')
    .select('id')
    .where('jobKey', '=', jobKey)
    .executeTakeFirstOrThrow();
  return task.id;
}
