import { completeTask, countTasks, getTask, listTasks, type Office } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { taskCalls } from './schema.ts';

export function taskRoutes(office: Office): Route<Caller>[] {
  return [
    route(taskCalls.list, ({ caller, query }) => listTasks(office, caller.actor, query)),
    route(taskCalls.counts, ({ caller }) => countTasks(office, caller.actor)),
    route(taskCalls.get, ({ caller, params }) => getTask(office, caller.actor, { taskId: params.id })),
    route(taskCalls.complete, async ({ caller, params, body }) => {
      const taskId = params.id;
      const { openedDocumentId } = await completeTask(office, caller.actor, { ...body, taskId });
      return { openedDocumentId, task: await getTask(office, caller.actor, { taskId }) };
    }),
  ];
}
