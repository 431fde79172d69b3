// The commands of the Orchestration Cluster REST API: each route brings its body into the request of a call, which is
// the one that its RPC uses, and shows the result (https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/).
import type Router from '@koa/router';
import type { z } from 'zod';
import type { Calls } from '../calls.ts';
import * as batches from './batchOperations.schema.ts';
import * as commands from './commands.schema.ts';
import { bodyOf, keysOf } from './input.ts';
import * as jobs from './jobs.schema.ts';
import { answer } from './pages.ts';
import { presentBatchOperation, presentEvaluation, presentInstance } from './results.ts';
import * as userTasks from './userTasks.schema.ts';

type Method = 'post' | 'put' | 'patch' | 'delete';
interface Route {
  method: Method;
  path: string;
  schema: z.ZodType;
  run: (calls: Calls, request: never) => Promise<object | undefined>;
  /** Of an answer without a body. */
  status: number;
}

/** The parameters of a path, which are keys. */
type Keys<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: number } & Keys<Rest>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: number }
    : object;

const OK = 200;
const NO_CONTENT = 204;

/** A command that is answered by the status alone. */
const command = <P extends string, S extends z.ZodType>(
  method: Method,
  path: P,
  schema: S,
  run: (calls: Calls, request: z.output<S> & Keys<P>) => Promise<unknown>,
  status = NO_CONTENT,
): Route => ({
  method,
  path,
  schema,
  status,
  run: async (calls, request) => {
    await run(calls, request);
    return undefined;
  },
});

/** A command whose result is shown. */
const result = <P extends string, S extends z.ZodType>(
  path: P,
  schema: S,
  run: (calls: Calls, request: z.output<S> & Keys<P>) => Promise<object>,
): Route => ({ method: 'post', path, schema, run, status: OK });

/** Below `/v2`, and below `/v1` as Zeebe 8.5 had them. */
export const userTaskRoutes: Route[] = [
  command('post', '/user-tasks/:userTaskKey/completion', userTasks.completion, (call, r) =>
    call.CompleteUserTask(r),
  ),
  command('post', '/user-tasks/:userTaskKey/assignment', userTasks.assignment, (call, r) =>
    call.AssignUserTask(r),
  ),
  command('delete', '/user-tasks/:userTaskKey/assignee', userTasks.unassignment, (call, r) =>
    call.AssignUserTask(r),
  ),
  command('patch', '/user-tasks/:userTaskKey', userTasks.update, (call, r) => call.UpdateUserTask(r)),
];

export const commandRoutes: Route[] = [
  result('/process-instances', commands.creation, async (call, { awaitCompletion, request, ...more }) =>
    presentInstance(
      awaitCompletion
        ? await call.CreateProcessInstanceWithResult({ request, ...more })
        : await call.CreateProcessInstance(request),
    ),
  ),
  command('post', '/process-instances/:processInstanceKey/cancellation', commands.referenceOnly, (call, r) =>
    call.CancelProcessInstance(r),
  ),
  command('post', '/process-instances/:processInstanceKey/modification', commands.modification, (call, r) =>
    call.ModifyProcessInstance(r),
  ),
  command('post', '/process-instances/:processInstanceKey/migration', commands.migration, (call, r) =>
    call.MigrateProcessInstance(r),
  ),
  command('post', '/jobs/:jobKey/completion', jobs.completion, (call, r) => call.CompleteJob(r)),
  command('post', '/jobs/:jobKey/failure', jobs.failure, (call, r) => call.FailJob(r)),
  command('post', '/jobs/:jobKey/error', jobs.error, (call, r) => call.ThrowError(r)),
  command('patch', '/jobs/:jobKey', jobs.update, (call, r) => call.UpdateJob(r)),
  command('post', '/incidents/:incidentKey/resolution', commands.referenceOnly, (call, r) =>
    call.ResolveIncident(r),
  ),
  command('put', '/element-instances/:elementInstanceKey/variables', commands.setVariables, (call, r) =>
    call.SetVariables(r),
  ),
  command(
    'post',
    '/element-instances/ad-hoc-activities/:adHocSubProcessInstanceKey/activation',
    commands.adHocActivation,
    (call, r) => call.ActivateAdHocActivities(r),
  ),
  command(
    'post',
    '/resources/:resourceKey/deletion',
    commands.referenceOnly,
    (call, r) => call.DeleteResource(r),
    OK,
  ),
  result('/messages/publication', commands.publication, async (call, r) => {
    const { key, tenant } = await call.PublishMessage(r);
    return { messageKey: String(key), tenantId: tenant };
  }),
  result('/messages/correlation', commands.correlation, async (call, r) => {
    const { key, instance, tenant } = await call.CorrelateMessage(r);
    return { messageKey: String(key), processInstanceKey: String(instance), tenantId: tenant };
  }),
  result('/signals/broadcast', commands.broadcast, async (call, r) => {
    const { key, tenant } = await call.BroadcastSignal(r);
    return { signalKey: String(key), tenantId: tenant };
  }),
  ...[
    ['cancellation', batches.cancellation] as const,
    ['incident-resolution', batches.incidentResolution] as const,
    ['migration', batches.migration] as const,
    ['modification', batches.modification] as const,
  ].map(([what, schema]) =>
    result(`/process-instances/${what}`, schema, async (call, r) =>
      presentBatchOperation(await call.CreateBatchOperation(r)),
    ),
  ),
  command('post', '/batch-operations/:batchOperationKey/suspension', commands.nothing, (call, r) =>
    call.SuspendBatchOperation(r),
  ),
  command('post', '/batch-operations/:batchOperationKey/resumption', commands.nothing, (call, r) =>
    call.ResumeBatchOperation(r),
  ),
  command('post', '/batch-operations/:batchOperationKey/cancellation', commands.nothing, (call, r) =>
    call.CancelBatchOperation(r),
  ),
  command('put', '/clock', commands.clockPin, (call, r) => call.PinClock(r)),
  command('post', '/clock/reset', commands.nothing, (call) => call.ResetClock()),
  result('/decision-definitions/evaluation', commands.evaluation, async (call, r) =>
    presentEvaluation(await call.EvaluateDecision(r)),
  ),
];

/** @param admit may refuse a body of so many bytes */
export function serve(
  router: Router,
  prefix: string,
  routes: readonly Route[],
  calls: Calls,
  admit: (bytes: number) => void,
): void {
  for (const { method, path, schema, run, status } of routes)
    router[method](`${prefix}${path}`, async (ctx) => {
      const keys = keysOf(ctx);
      const body = (await bodyOf(ctx, schema, admit)) as object;
      const shown = await run(calls, { ...body, ...keys } as never);
      ctx.status = status;
      if (shown === undefined) {
        ctx.body = status === NO_CONTENT ? null : '';
        return;
      }
      answer(ctx, shown);
    });
}
