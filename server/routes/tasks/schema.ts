import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { counted, id, idParams, orNull, page, search, taskKind } from '../../http/shared.schema.ts';
import { completeTask } from './complete.schema.ts';
import { task, taskCounts, taskDetail } from './task.schema.ts';

const tasksQuery = z.object({
  box: z.enum(['todo', 'done', 'late']).default('todo'),
  kind: taskKind.optional(),
  q: search,
  page,
});

export const taskCalls = {
  list: defineCall({
    method: 'get',
    path: '/tasks',
    name: 'listTasks',
    summary: 'Việc của tôi: cần làm, đã làm, quá hạn',
    query: tasksQuery,
    response: counted(task).meta({ id: 'TaskList' }),
  }),
  counts: defineCall({
    method: 'get',
    path: '/tasks/counts',
    name: 'countTasks',
    summary: 'Số việc theo hộp và loại việc',
    response: taskCounts,
  }),
  get: defineCall({
    method: 'get',
    path: '/tasks/{id}',
    name: 'getTask',
    summary: 'Một việc',
    params: idParams,
    response: taskDetail,
    errors: [404],
  }),
  complete: defineCall({
    method: 'post',
    path: '/tasks/{id}/complete',
    name: 'completeTask',
    summary: 'Làm xong một việc; «kind» và «outcome» chọn dữ liệu kèm theo',
    params: idParams,
    body: completeTask,
    response: z
      .object({
        task,
        openedDocumentId: orNull(id).meta({ description: 'The draft that «handle/respond» opened.' }),
      })
      .meta({ id: 'TaskCompleted' }),
    errors: [404, 409, 422, 503],
  }),
};
