// Rejections as gRPC statuses (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
import { Rejection, type RejectionCode } from '../errors.ts';
import type { Call } from './grpcServer.ts';

export const CANCELLED = 1;
const CODES: Record<RejectionCode, number> = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
};
/** Clients refuse headers that are longer. */
const MAX_DETAILS = 4_000;

/** Ends a call with what has gone wrong. */
export function fail(call: Call, error: unknown): void {
  const code = error instanceof Rejection ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  call.end(
    CODES[code],
    (code === 'INTERNAL' ? `Unexpected error: ${message}` : message).slice(0, MAX_DETAILS),
  );
}
