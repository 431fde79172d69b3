// Reading user tasks, beside the writer: what was acknowledged is seen after the next checkpoint.
import type Router from '@koa/router';
import type { Monitor } from '../../monitor.ts';
import { bodyOf, keyOf } from './input.ts';
import { presentUserTask, presentVariable } from './presenters.ts';
import { Problem } from './problem.ts';
import { encode, userTaskSearch, variableSearch } from './search.schema.ts';
import { chosenVariables } from './variableSearch.ts';

const NO_CONTENT = 204;

const notFound = (key: number) => new Problem(404, 'NOT_FOUND', `User Task with key '${key}' not found`);

export function userTaskQueries(router: Router, monitor: Monitor): void {
  const task = '/v2/user-tasks/:userTaskKey';
  const found = async (key: number) => {
    const info = await monitor.userTask(key);
    if (info === undefined) throw notFound(key);
    return info;
  };

  router.post('/v2/user-tasks/search', async (ctx) => {
    const { tasks, total, more, cursors } = await monitor.userTasks(await bodyOf(ctx, userTaskSearch));
    ctx.body = {
      items: tasks.map(presentUserTask),
      page: {
        totalItems: total,
        hasMoreTotalItems: more,
        startCursor: cursors ? encode(cursors[0]) : null,
        endCursor: cursors ? encode(cursors[1]) : null,
      },
    };
  });
  router.get(task, async (ctx) => {
    ctx.body = presentUserTask(await found(keyOf(ctx)));
  });
  router.get(`${task}/form`, async (ctx) => {
    const key = keyOf(ctx);
    const form = await monitor.userTaskForm(key);
    if (form === 'no task') throw notFound(key);
    if (form === undefined) ctx.status = NO_CONTENT;
    else
      ctx.body = {
        formKey: String(form.key),
        formId: form.id,
        version: form.version,
        tenantId: form.tenant,
        schema: form.body,
      };
  });
  router.post(`${task}/variables/search`, async (ctx) => {
    const info = await found(keyOf(ctx));
    const query = await bodyOf(ctx, variableSearch);
    const variables = await monitor.userTaskVariables(info.key);
    if (variables === 'no task') throw notFound(info.key);
    const truncate = ctx.query.truncateValues !== 'false';
    const all = variables.map((variable) => presentVariable(variable, info, truncate));
    ctx.body = chosenVariables(all, query);
  });
}
