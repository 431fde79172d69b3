// Reading user tasks, beside the writer: what was acknowledged is seen after the next checkpoint.
import type Router from '@koa/router';
import { searchRows } from '../../monitor/search/rowSearch.ts';
import type { Monitor } from '../../monitor.ts';
import { keysOf } from './input.ts';
import { answer, answerSearch, notFound } from './pages.ts';
import { presentForm, presentFoundVariable, presentUserTask, variableRow } from './presenters.ts';
import { taskVariables } from './searches.schema.ts';
import { userTaskSearch } from './userTaskSearch.schema.ts';

const NO_CONTENT = 204;

export function userTaskQueries(router: Router, monitor: Monitor): void {
  const task = '/v2/user-tasks/:userTaskKey';
  const found = async (key: number) => {
    const info = await monitor.userTask(key);
    if (info === undefined) throw notFound('User Task', key);
    return info;
  };

  router.post(
    '/v2/user-tasks/search',
    answerSearch(userTaskSearch, (query) => monitor.userTasks(query), presentUserTask),
  );
  router.get(task, async (ctx) => {
    answer(ctx, presentUserTask(await found(keysOf(ctx).userTaskKey!)));
  });
  router.get(`${task}/form`, async (ctx) => {
    const key = keysOf(ctx).userTaskKey!;
    const form = await monitor.userTaskForm(key);
    if (form === 'no task') throw notFound('User Task', key);
    if (form === undefined) ctx.status = NO_CONTENT;
    else answer(ctx, presentForm(form));
  });
  router.post(
    `${task}/variables/search`,
    answerSearch(
      taskVariables,
      async (query, ctx) => {
        const info = await found(keysOf(ctx).userTaskKey!);
        const variables = await monitor.userTaskVariables(info.key);
        if (variables === 'no task') throw notFound('User Task', info.key);
        const rows = variables.map((variable) => variableRow(variable, info.pi));
        return searchRows(rows, query, ({ variableKey }) => variableKey);
      },
      (variable, ctx) => presentFoundVariable(variable, ctx.query.truncateValues !== 'false'),
    ),
  );
}
