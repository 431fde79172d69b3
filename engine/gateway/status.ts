// Rejections as gRPC statuses.
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { Rejection } from '../errors.ts';

const MAX_DETAILS = 4_000;

export function toStatus(error: unknown): ServiceError {
  const rejection =
    error instanceof Rejection
      ? error
      : new Rejection(
          'INTERNAL',
          `Unexpected error: ${error instanceof Error ? error.message : String(error)}`,
        );
  const details = rejection.message.slice(0, MAX_DETAILS);
  return Object.assign(new Error(details), {
    code: status[rejection.code],
    details,
    metadata: new Metadata(),
  });
}
