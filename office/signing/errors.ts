import {
  CertificateExpiredError,
  CertificateRevokedError,
  ImageFormatError,
  NoSigningKeyError,
  PdfError,
  Pkcs12FormatError,
  RevocationUnavailableError,
  SigningError,
  TimestampUnavailableError,
  WrongPassphraseError,
} from '@congvan/signing';
import { type ErrorCategory, OfficeError } from '../errors.ts';

/** The key or the file does not let itself be signed; `code` and message are those of the signing room. */
export class SigningRefusedError extends OfficeError {}

/** The passphrase does not open the key; the attempt is in the audit trail. */
export class PassphraseError extends OfficeError {
  constructor() {
    super('wrong-passphrase', 'invalid', 'Mật khẩu của khóa ký không đúng.');
  }
}

/** Too many wrong passphrases in a quarter of an hour. */
export class KeyLockedError extends OfficeError {
  constructor() {
    super('key-locked', 'conflict', 'Nhập sai mật khẩu khóa ký quá nhiều lần; hãy thử lại sau 15 phút.');
  }
}

/** The page does not show where to sign, or where number and date go. */
export class PlaceMissingError extends OfficeError {
  constructor(what: string) {
    super('place-missing', 'conflict', `Không tìm thấy trên trang ${what}.`);
  }
}

/** Decree 30, art. 32.2: the agency's key signs only what already bears the competent person's signature. */
export class PersonSignatureMissingError extends OfficeError {
  constructor(reason: string) {
    super('person-signature-missing', 'conflict', `Chưa thể ký số của cơ quan: ${reason}`);
  }
}

const categories: [new (...args: never[]) => Error & { code: string }, ErrorCategory][] = [
  [CertificateExpiredError, 'conflict'],
  [TimestampUnavailableError, 'unavailable'],
  [RevocationUnavailableError, 'unavailable'],
  [CertificateRevokedError, 'conflict'],
  [NoSigningKeyError, 'invalid'],
  [Pkcs12FormatError, 'invalid'],
  [ImageFormatError, 'invalid'],
  [SigningError, 'conflict'],
  [PdfError, 'invalid'],
];

/** Runs a call of the signing room; what a person can act on becomes an error of the office. */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WrongPassphraseError) throw new PassphraseError();
    for (const [kind, category] of categories) {
      if (error instanceof kind) {
        throw new SigningRefusedError(error.code, category, error.message, { cause: error });
      }
    }
    throw error;
  }
}
