// Job activation: a long poll that is answered once, with what one message holds.
import type { Context } from 'koa';
import type { ActivatedJob } from '../../activation.ts';
import type { UserTaskProperties } from '../../listenerFacts.ts';
import type { Processor } from '../../processor.ts';
import { longPoll } from '../jobCalls.ts';
import { bodyOf } from './input.ts';
import { activation, JOB_KINDS, LISTENER_EVENTS } from './jobs.schema.ts';

export async function activateJobs(ctx: Context, processor: Processor): Promise<void> {
  const request = await bodyOf(ctx, activation, (bytes) => processor.admit(bytes));
  const jobs = await new Promise<ActivatedJob[]>((resolve) => {
    const leave = longPoll(processor, request, (found) => {
      // Whoever has gone leaves its jobs to others.
      if (ctx.res.destroyed) return false;
      leave();
      resolve(found);
      return true;
    });
    ctx.res.once('close', leave);
  });
  ctx.type = 'application/json';
  ctx.body = `{"jobs":[${jobs.map(presentJob).join(',')}]}`;
}

/** ActivatedJobResult as JSON: its variables and headers are JSON already. */
function presentJob({ variables, customHeaders, ...job }: ActivatedJob): string {
  const rest = JSON.stringify({
    jobKey: String(job.key),
    type: job.type,
    processDefinitionId: job.bpmnProcessId,
    processDefinitionVersion: job.processDefinitionVersion,
    processDefinitionKey: String(job.processDefinitionKey),
    processInstanceKey: String(job.processInstanceKey),
    elementId: job.elementId,
    elementInstanceKey: String(job.elementInstanceKey),
    worker: job.worker,
    retries: job.retries,
    deadline: job.deadline,
    tenantId: job.tenantId,
    kind: JOB_KINDS[job.kind ?? 0],
    listenerEventType: LISTENER_EVENTS[job.listenerEventType],
    userTask: job.userTask && presentProperties(job.userTask),
    tags: job.tags ?? [],
  });
  return `${rest.slice(0, -1)},"customHeaders":${customHeaders},"variables":${variables}}`;
}

const presentProperties = ({ formKey, userTaskKey, ...properties }: UserTaskProperties) => ({
  ...properties,
  userTaskKey: String(userTaskKey),
  ...(formKey !== undefined && { formKey: String(formKey) }),
});
