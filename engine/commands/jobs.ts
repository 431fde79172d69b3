// What workers do with jobs.
import { later } from '../clock.ts';
import { raise } from '../elements/incidents.ts';
import { findCatch, throwError, uncaught } from '../elements/throwing.ts';
import { merge, outsideOf, setLocal } from '../elements/variables.ts';
import { type IncidentType, reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { ACTIVE, BACKOFF, type ElementInstance, type Job, READY, STOPPED } from '../state/rows.ts';
import { type AdHocResult, applyAdHocResult, checkAdHocResult } from './adHocResult.ts';
import {
  checkTaskListenerResult,
  NO_RESULT,
  type TaskListenerResult,
  taskEventOf,
  taskListenerCompleted,
} from './taskListenerJobs.ts';

function find(x: Execution, key: number, intent: string, verb: string): { job: Job; el: ElementInstance } {
  const job = x.state.jobs.get(key);
  const instance = job && x.state.instances.resident(job.pi);
  const el = job && instance && x.element(job.el);
  if (job === undefined || el === undefined)
    reject('NOT_FOUND', intent, `Expected to ${verb} job with key '${key}', but no such job was found`);
  return { job, el };
}

/** Characters of an error's message that are kept. */
const MAX_MESSAGE = 10_000;

/** A job in backoff has failed as well, to who asks. */
function mustRun(x: Execution, job: Job, intent: string, verb: string): void {
  if (job.state !== STOPPED && job.state !== BACKOFF) return;
  const incident = job.incident === undefined ? undefined : x.state.incidents.get(job.incident);
  const state = incident?.type === 'UNHANDLED_ERROR_EVENT' ? 'ERROR_THROWN' : 'FAILED';
  reject(
    'FAILED_PRECONDITION',
    intent,
    `Expected to ${verb} job with key '${job.key}', but it is in state '${state}'`,
  );
}

/** What the worker of an ad hoc sub-process, or of a task listener, decided. */
export interface JobResult {
  adHoc?: AdHocResult;
  taskListener?: TaskListenerResult;
}

export function completeJob(x: Execution, key: number, variables: VariableContext, result?: JobResult): void {
  const { job, el } = find(x, key, 'COMPLETE', 'complete');
  mustRun(x, job, 'COMPLETE', 'complete');
  const decides = job.listener === undefined && x.node(el).adHoc !== undefined;
  if (decides) checkAdHocResult(x, key, el, result?.adHoc);
  const ofTask = taskEventOf(job) !== undefined;
  const decided = result?.taskListener ?? NO_RESULT;
  if (ofTask) checkTaskListenerResult(x, job, el, variables, decided);
  x.record('JOB', 'COMPLETED', key, el, job.type);
  x.state.jobs.delete(key);
  if (ofTask) {
    taskListenerCompleted(x, x.put({ ...el, job: undefined }), decided);
    return;
  }
  if (job.listener !== undefined) {
    x.put({ ...el, job: undefined, listener: (el.listener ?? 0) + 1 });
    if (job.listener === 'end') merge(x, outsideOf(x, el), variables);
    else setLocal(x, el, variables);
    x.steps.push({ do: job.listener === 'start' ? 'begin' : 'complete', key: el.key });
    return;
  }
  if (decides) {
    setLocal(x, el, variables);
    applyAdHocResult(x, x.put({ ...el, job: undefined }), result?.adHoc);
    return;
  }
  const has = Object.keys(variables).length > 0;
  x.put({ ...el, job: undefined, ...(has && { result: variables }) });
  x.steps.push({ do: 'complete', key: el.key });
}

export interface FailJob {
  key: number;
  retries: number;
  errorMessage: string;
  retryBackOff: number;
  variables: VariableContext;
}

export function failJob(
  x: Execution,
  { key, retries, errorMessage, retryBackOff, variables }: FailJob,
): void {
  const { job, el } = find(x, key, 'FAIL', 'fail');
  mustRun(x, job, 'FAIL', 'fail');
  x.record('JOB', 'FAILED', key, el, job.type);
  setLocal(x, el, variables);
  const rest = failed(job, 'FAILED', errorMessage);
  if (retries > 0 && retryBackOff > 0) {
    const due = later(x.now, retryBackOff);
    x.state.jobs.put({ ...rest, retries, state: BACKOFF, due });
    x.due({ kind: 'job', key, due });
  } else if (retries > 0) {
    x.state.jobs.put({ ...rest, retries, state: READY });
    x.effects.push({ kind: 'ready', type: job.type, tenant: job.tenant, key });
  } else stop(x, el, { ...rest, retries: 0 }, noRetries(x, job, el), errorMessage || 'No more retries left.');
}

const limited = (message: string): string =>
  message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}...` : message;

/** The job as its worker left it. */
function failed(
  { due: _, error: __, errorCode: ___, ...job }: Job,
  last: 'FAILED' | 'ERROR_THROWN',
  message: string,
): Job {
  const error = limited(message);
  return { ...job, last, ...(error !== '' && { error }) };
}

function noRetries(x: Execution, job: Job, el: ElementInstance): IncidentType {
  if (taskEventOf(job) !== undefined) return 'TASK_LISTENER_NO_RETRIES';
  if (job.listener !== undefined) return 'EXECUTION_LISTENER_NO_RETRIES';
  return x.node(el).adHoc ? 'AD_HOC_SUB_PROCESS_NO_RETRIES' : 'JOB_NO_RETRIES';
}

/** The job waits for a person. */
function stop(x: Execution, el: ElementInstance, job: Job, type: IncidentType, message: string): void {
  const incident = raise(x, el, { type, message: limited(message) }, job.key);
  x.state.jobs.put({ ...job, state: STOPPED, incident });
}

export interface ThrowError {
  key: number;
  errorCode: string;
  errorMessage: string;
  variables: VariableContext;
}

export function throwJobError(x: Execution, { key, errorCode, errorMessage, variables }: ThrowError): void {
  const { job, el } = find(x, key, 'THROW_ERROR', 'throw an error for');
  mustRun(x, job, 'THROW_ERROR', 'throw an error for');
  if (job.listener !== undefined) {
    const kind = job.listener === 'start' || job.listener === 'end' ? 'EXECUTION_LISTENER' : 'TASK_LISTENER';
    reject(
      'FAILED_PRECONDITION',
      'THROW_ERROR',
      `Cannot throw BPMN error from ${kind} job with key '${key}', type '${job.type}' and processInstanceKey '${job.pi}'`,
    );
  }
  x.record('JOB', 'ERROR_THROWN', key, el, job.type);
  if (findCatch(x, el, 'error', errorCode) === undefined) {
    const { type, message } = uncaught(x, el, errorCode, errorMessage);
    stop(x, el, { ...failed(job, 'ERROR_THROWN', errorMessage), errorCode }, type, message);
    return;
  }
  x.state.jobs.delete(key);
  const rest = x.put({ ...el, job: undefined });
  throwError(x, rest, errorCode, variables);
}

export function updateJobRetries(x: Execution, key: number, retries: number): void {
  const { job, el } = find(x, key, 'UPDATE_RETRIES', 'update');
  if (retries < 1)
    reject(
      'INVALID_ARGUMENT',
      'UPDATE_RETRIES',
      `Expected to update retries for job with key '${key}' with a positive amount of retries, but the amount given was '${retries}'`,
    );
  x.operated(job.pi, 'UPDATE_JOB_RETRIES');
  x.state.jobs.put({ ...job, retries, last: 'RETRIES_UPDATED' });
  x.record('JOB', 'RETRIES_UPDATED', key, el);
}

export function updateJobTimeout(x: Execution, key: number, timeout: number): void {
  const { job, el } = find(x, key, 'UPDATE_TIMEOUT', 'update');
  if (job.state !== ACTIVE)
    reject(
      'FAILED_PRECONDITION',
      'UPDATE_TIMEOUT',
      `Expected to update the timeout of job with key '${key}', but it is not active`,
    );
  x.operated(job.pi, 'UPDATE_JOB_TIMEOUT');
  const due = later(x.now, timeout);
  x.state.jobs.put({ ...job, due });
  x.due({ kind: 'job', key, due });
  x.record('JOB', 'TIMEOUT_UPDATED', key, el);
}

/** Changes both or none. */
export function updateJob(
  x: Execution,
  key: number,
  { retries, timeout }: { retries?: number | undefined; timeout?: number | undefined },
): void {
  find(x, key, 'UPDATE', 'update');
  if (retries !== undefined) updateJobRetries(x, key, retries);
  if (timeout !== undefined) updateJobTimeout(x, key, timeout);
}

/** A job's deadline has passed or its backoff is over: it is ready again. */
export function jobDue(x: Execution, key: number): void {
  const job = x.state.jobs.get(key);
  if (job?.due === undefined || job.due > x.now) return;
  if (job.state !== ACTIVE && job.state !== BACKOFF) return;
  const { due: _, ...rest } = job;
  x.state.jobs.put({ ...rest, state: READY, ...(job.state === ACTIVE && { last: 'TIMED_OUT' }) });
  x.record('JOB', job.state === ACTIVE ? 'TIMED_OUT' : 'RECURRED_AFTER_BACKOFF', key);
  x.effects.push({ kind: 'ready', type: job.type, tenant: job.tenant, key });
}

/** The job cannot be handed to a worker because what it carries is too large for one message. */
export function jobTooLarge(x: Execution, key: number, size: number, limit: number): void {
  const job = x.state.jobs.get(key)!;
  const el = x.element(job.el)!;
  stop(
    x,
    el,
    job,
    'MESSAGE_SIZE_EXCEEDED',
    `The job with key '${key}' can not be activated, because with ${size} bytes it is larger than the configured message size (per default is ${limit >> 20} MB). Try to reduce the size by reducing the number of fetched variables or modifying the variable values.`,
  );
}
