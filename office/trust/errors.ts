import { TrustListError } from '@congvan/signing';
import { OfficeError } from '../errors.ts';
import { refusing } from '../signing/errors.ts';

/** The file is no trust list, or passes a bound. */
export class TrustFileError extends OfficeError {
  constructor(message: string, options?: ErrorOptions) {
    super('trust-file', 'invalid', message, options);
  }
}

/** An ETSI list whose signature is missing or not by a known operator, and nobody vouches for it. */
export class TrustListUnverifiedError extends OfficeError {
  constructor(reason: string) {
    super('trust-list-unverified', 'conflict', reason);
  }
}

/** The file is not the one that was looked at before. */
export class TrustFileChangedError extends OfficeError {
  constructor() {
    super('trust-file-changed', 'conflict', 'Tệp gửi lên không phải tệp vừa được xem trước.');
  }
}

export class TrustListNotFoundError extends OfficeError {
  constructor(id: string) {
    super('trust-list-not-found', 'missing', `Không có danh sách tin cậy ${id}.`);
  }
}

/** Runs a reader of the signing room; what it refuses becomes an error of the office. */
export async function readingTrust<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await refusing(work);
  } catch (error) {
    if (error instanceof TrustListError) throw new TrustFileError(error.message, { cause: error });
    throw error;
  }
}
