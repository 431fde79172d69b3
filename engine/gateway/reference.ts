// operationReference: what a client calls an operation, so that it finds it again in what the engine tells of it.
import type { Execution } from '../execution.ts';

/** A request that may have a reference: a uint64 as it is decoded. */
export interface Referred {
  operationReference?: unknown;
}

/** The command, done under the reference of its request. */
export function referred<T>(request: Referred, work: (x: Execution) => T): (x: Execution) => T {
  // An unset field has protobuf's default, 0, by its prototype.
  const given = Object.hasOwn(request, 'operationReference') ? request.operationReference : undefined;
  if (given === undefined) return work;
  const reference = String(given);
  return (x) => {
    x.operationReference = reference;
    return work(x);
  };
}
