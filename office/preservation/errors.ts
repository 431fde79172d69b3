import { OfficeError } from '../errors.ts';

/** Signatures could not be kept several times, or their archive timestamp ends soon: somebody must look. */
export class PreservationFailedError extends OfficeError {
  constructor(reason: string, options?: ErrorOptions) {
    super('preservation-failed', 'unavailable', `Chưa lưu giữ được chữ ký của văn bản: ${reason}`, options);
  }
}
