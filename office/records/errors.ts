import { OfficeError } from '../errors.ts';

/** A file that is not taken: not what it claims, empty, cut short, encrypted, too large. */
export class FileRejectedError extends OfficeError {
  constructor(
    code: string,
    readonly fileName: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(code, 'invalid', `Tệp «${fileName}» không nhận được: ${reason}`, options);
  }
}
