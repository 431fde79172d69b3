// ActivateJobs (long polling) and StreamActivatedJobs.
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Activation } from '../activation.ts';
import { reject } from '../errors.ts';
import type { Processor } from '../processor.ts';
import { int } from './protocol.ts';
import type { Requests } from './requests.ts';
import { toStatus } from './status.ts';
import { tenantsOf } from './tenants.ts';

/** What a request waits when it does not say how long. */
const DEFAULT_WAIT = 10_000;
/** Jobs written to a stream whose client has not read them. */
const STREAM_ROOM = 64;
const MAX_BATCH = 10_000;

type Stream<K extends keyof Requests> = ServerWritableStream<Requests[K], object>;

function check(type: string, timeout: number, maxJobs: number): void {
  const refuse = (what: string): never =>
    reject('INVALID_ARGUMENT', 'ACTIVATE', `Expected to activate job batch with ${what}`);
  if (type.trim() === '') refuse('type to be present, but it was blank');
  if (timeout < 1) refuse(`timeout to be greater than zero, but it was '${timeout}'`);
  if (maxJobs < 1) refuse(`max jobs to activate to be greater than zero, but it was '${maxJobs}'`);
}

export function activateJobs(processor: Processor, call: Stream<'ActivateJobs'>): void {
  const { request } = call;
  try {
    const timeout = int(request.timeout);
    check(request.type, timeout, request.maxJobsToActivate);
    const activation: Activation = {
      type: request.type,
      worker: request.worker,
      timeout,
      maxJobs: Math.min(request.maxJobsToActivate, MAX_BATCH),
      fetchVariables: [...request.fetchVariable],
      tenants: tenantsOf('ActivateJobs', request.tenantIds),
    };
    const asked = int(request.requestTimeout);
    const wait = asked === 0 ? DEFAULT_WAIT : asked;
    const leave = processor.jobs.poll(activation, wait, (jobs) => {
      if (call.cancelled) return false;
      if (jobs.length > 0) call.write({ jobs });
      call.end();
      return true;
    });
    call.on('cancelled', leave);
  } catch (error) {
    call.destroy(toStatus(error));
  }
}

export function streamActivatedJobs(processor: Processor, call: Stream<'StreamActivatedJobs'>): void {
  const { request } = call;
  try {
    const timeout = int(request.timeout);
    check(request.type, timeout, 1);
    const activation: Activation = {
      type: request.type,
      worker: request.worker,
      timeout,
      maxJobs: STREAM_ROOM,
      fetchVariables: [...request.fetchVariable],
      tenants: tenantsOf('StreamActivatedJobs', request.tenantIds),
    };
    const leave = processor.jobs.stream(
      activation,
      (jobs) => {
        if (call.cancelled || call.destroyed) return false;
        for (const job of jobs) call.write(job);
        return true;
      },
      () => STREAM_ROOM - call.writableLength,
    );
    call.on('drain', () => processor.jobs.resume(request.type));
    call.on('cancelled', leave);
    call.on('close', leave);
    // The client waits for headers before the first job comes.
    call.sendMetadata(call.metadata.clone());
  } catch (error) {
    call.destroy(toStatus(error));
  }
}
