// Commands on user tasks: durable, and their listeners have run, before they are answered.
import type Router from '@koa/router';
import { assignUserTask, completeUserTask, updateUserTask } from '../../commands/userTasks.ts';
import type { Execution, OnEnd } from '../../execution.ts';
import type { Processor } from '../../processor.ts';
import { untilDone } from '../untilDone.ts';
import { bodyOf, keyOf } from './input.ts';
import { assignment, completion, update } from './userTasks.schema.ts';

const NO_CONTENT = 204;

/** @param prefix `/v2`, or `/v1` as Zeebe 8.5 had it */
export function userTaskCommands(router: Router, prefix: string, processor: Processor): void {
  const task = `${prefix}/user-tasks/:userTaskKey`;
  const admit = (bytes: number) => processor.admit(bytes);
  const run = (key: number, command: (x: Execution, onEnd: OnEnd) => void) =>
    untilDone(processor, command, () => key);

  router.post(`${task}/completion`, async (ctx) => {
    const command = { key: keyOf(ctx), ...(await bodyOf(ctx, completion, admit)) };
    await run(command.key, (x, onEnd) => completeUserTask(x, command, onEnd));
    ctx.status = NO_CONTENT;
  });
  router.post(`${task}/assignment`, async (ctx) => {
    const command = { key: keyOf(ctx), ...(await bodyOf(ctx, assignment, admit)) };
    await run(command.key, (x, onEnd) => assignUserTask(x, command, onEnd));
    ctx.status = NO_CONTENT;
  });
  router.delete(`${task}/assignee`, async (ctx) => {
    const command = { key: keyOf(ctx), assignee: '', allowOverride: true, action: 'unassign' };
    await run(command.key, (x, onEnd) => assignUserTask(x, command, onEnd));
    ctx.status = NO_CONTENT;
  });
  router.patch(task, async (ctx) => {
    const command = { key: keyOf(ctx), ...(await bodyOf(ctx, update, admit)) };
    await run(command.key, (x, onEnd) => updateUserTask(x, command, onEnd));
    ctx.status = NO_CONTENT;
  });
}
