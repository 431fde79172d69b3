// ActivateJobs (long polling) and StreamActivatedJobs.
import type { ActivatedJob, Activation } from '../activation.ts';
import { Rejection, reject } from '../errors.ts';
import type { Processor } from '../processor.ts';
import type { Call } from './grpcServer.ts';
import { int } from './protocol.ts';
import type { Requests } from './requests.ts';
import { CANCELLED, fail } from './status.ts';
import { tenantsOf } from './tenants.ts';

/** What a request waits when it does not say how long. */
const DEFAULT_WAIT = 10_000;
/** Jobs handed to a stream at once, and bytes its client may leave unread before it gets no more. */
const STREAM_BATCH = 1_000;
const STREAM_BYTES = 1024 * 1024;
const MAX_BATCH = 10_000;
/** Bytes that the client of one poll may leave unread before it gets no more. */
const POLL_BYTES = 32 * 1024 * 1024;

type Encode = (message: object) => Uint8Array;

/** The broker refuses a poll, with a command's name; the gateway refuses a stream by itself. */
const refusePoll = (what: string): never =>
  reject('INVALID_ARGUMENT', 'ACTIVATE', `Expected to activate job batch with ${what}`);
const refuseStream = (what: string): never => {
  throw new Rejection('INVALID_ARGUMENT', `Expected to stream activated jobs with ${what}`);
};

export function activateJobs(
  processor: Processor,
  request: Requests['ActivateJobs'],
  encode: Encode,
  call: Call,
): void {
  try {
    const timeout = int(request.timeout);
    const { type, worker, maxJobsToActivate } = request;
    if (maxJobsToActivate < 1)
      refusePoll(`max jobs to activate to be greater than zero, but it was '${maxJobsToActivate}'`);
    if (timeout < 1) refusePoll(`timeout to be greater than zero, but it was '${timeout}'`);
    if (type.trim() === '') refusePoll('type to be present, but it was blank');
    if (worker.trim() === '') refusePoll('worker to be present, but it was blank');
    const leave = longPoll(processor, request, (jobs, more) => {
      if (call.gone) return false;
      if (jobs.length > 0) call.write(encode({ jobs }));
      else call.open();
      if (more && call.unread < POLL_BYTES) return true;
      leave();
      call.end();
      return true;
    });
    call.onGone(leave);
  } catch (error) {
    fail(call, error);
  }
}

/** Polls for jobs as a checked request says. @returns how to leave */
export function longPoll(
  processor: Processor,
  request: Requests['ActivateJobs'],
  take: (jobs: ActivatedJob[], more: boolean) => boolean,
): () => void {
  const activation: Activation = {
    type: request.type,
    worker: request.worker,
    timeout: int(request.timeout),
    maxJobs: Math.min(request.maxJobsToActivate, MAX_BATCH),
    fetchVariables: [...request.fetchVariable],
    tenants: tenantsOf('ActivateJobs', request.tenantIds),
  };
  const asked = int(request.requestTimeout);
  return processor.jobs.poll(activation, asked === 0 ? DEFAULT_WAIT : asked, take);
}

export function streamActivatedJobs(
  processor: Processor,
  request: Requests['StreamActivatedJobs'],
  encode: Encode,
  call: Call,
): void {
  try {
    const timeout = int(request.timeout);
    if (request.type.trim() === '') refuseStream('type to be present, but it was blank');
    if (timeout < 1) refuseStream(`timeout to be greater than zero, but it was ${timeout}`);
    const activation: Activation = {
      type: request.type,
      worker: request.worker,
      timeout,
      maxJobs: STREAM_BATCH,
      fetchVariables: [...request.fetchVariable],
      tenants: tenantsOf('StreamActivatedJobs', request.tenantIds),
    };
    const leave = processor.jobs.stream({
      activation,
      room: () => (call.unread < STREAM_BYTES ? STREAM_BATCH : 0),
      take: (jobs) => {
        if (call.gone) return false;
        for (const job of jobs) call.write(encode(job));
        return true;
      },
      end: () => call.end(CANCELLED, 'The gateway is stopping'),
    });
    call.onGone(leave);
    // The client waits for headers before the first job comes.
    call.open();
  } catch (error) {
    fail(call, error);
  }
}
