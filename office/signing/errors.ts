import {
  CertificateExpiredError,
  CertificateRevokedError,
  DocumentThreadError,
  ImageFormatError,
  NoSigningKeyError,
  PdfError,
  Pkcs11TokenError,
  Pkcs12FormatError,
  RemoteSigningError,
  RevocationUnavailableError,
  SigningError,
  SigningThreadError,
  TimestampUnavailableError,
  WrongPassphraseError,
} from '@congvan/signing';
import { type ErrorCategory, OfficeError } from '../errors.ts';
import type { KeyKind } from './tables.ts';

/** The key or the file does not let itself be signed; `code` and message are those of the signing room. */
export class SigningRefusedError extends OfficeError {}

const wrongWords = {
  passphrase: 'Mã PIN của khóa ký không đúng.',
  otp: 'Mã dùng một lần (OTP) không đúng hoặc đã hết hạn.',
  authentication: 'Mã PIN hoặc mã dùng một lần (OTP) không đúng.',
};

/** The passphrase, or a remote key's one-time code, does not open the key; the attempt is in the audit trail. */
export class PassphraseError extends OfficeError {
  constructor(what: keyof typeof wrongWords = 'passphrase') {
    super(`wrong-${what}`, 'invalid', wrongWords[what]);
  }
}

/** A one-time code was good for one authorisation of the remote service; the next needs another. */
export class CodeUsedError extends OfficeError {
  constructor() {
    super(
      'otp-used',
      'conflict',
      'Mã dùng một lần (OTP) chỉ dùng cho một lần cấp quyền; nhập mã mới để ký tiếp.',
    );
  }
}

/** Another code was asked for too soon after the one before it. */
export class CodeTooSoonError extends OfficeError {
  constructor(seconds: number) {
    super('otp-too-soon', 'conflict', `Vừa gửi mã; có thể gửi lại sau ${seconds} giây.`);
  }
}

/** Too many wrong passphrases in a quarter of an hour. */
export class KeyLockedError extends OfficeError {
  constructor() {
    super('key-locked', 'conflict', 'Nhập sai mã PIN của khóa ký quá nhiều lần; hãy thử lại sau 15 phút.');
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

/** The place that the person chose does not lie on a page of the document. */
export class PlaceOutsideError extends OfficeError {
  constructor() {
    super('place-outside', 'invalid', 'Khung chữ ký phải nằm trọn trong một trang của văn bản.');
  }
}

/** This kind of task is not done by signing. */
export class NothingToSignError extends OfficeError {
  constructor() {
    super('nothing-to-sign', 'conflict', 'Việc này không có gì để ký.');
  }
}

/** The process asks the reviewer for an initial. */
export class InitialMissingError extends OfficeError {
  constructor() {
    super('initial-missing', 'conflict', 'Quy trình yêu cầu ký nháy khi duyệt; hãy nhập mã PIN của khóa ký.');
  }
}

/** The key is not one that this way of signing can use. */
export class KeyKindError extends OfficeError {
  constructor(kind: KeyKind) {
    super(
      'key-kind',
      'conflict',
      `Không ký theo cách này được: khóa ký thuộc loại «${keyKindLabels[kind]}».`,
    );
  }
}

/** The server has no PKCS#11 module, or it does not hold this key any more. */
export class ModuleKeyMissingError extends OfficeError {
  constructor() {
    super('module-key-missing', 'unavailable', 'Thiết bị ký số ở máy chủ không có khóa này.');
  }
}

const keyKindLabels: Readonly<Record<KeyKind, string>> = {
  pkcs12: 'tệp PKCS#12 lưu trên máy chủ',
  csc: 'dịch vụ ký số từ xa',
  plugin: 'USB token qua phần mềm VGCA Sign Service',
  token: 'USB token, ký từng giá trị băm',
  pkcs11: 'thiết bị HSM hoặc token ở máy chủ',
};

const categories: [new (...args: never[]) => Error & { code: string }, ErrorCategory][] = [
  [CertificateExpiredError, 'conflict'],
  [TimestampUnavailableError, 'unavailable'],
  [RevocationUnavailableError, 'unavailable'],
  [CertificateRevokedError, 'conflict'],
  [RemoteSigningError, 'unavailable'],
  [Pkcs11TokenError, 'unavailable'],
  [NoSigningKeyError, 'invalid'],
  [Pkcs12FormatError, 'invalid'],
  [ImageFormatError, 'invalid'],
  [SigningThreadError, 'unavailable'],
  [DocumentThreadError, 'unavailable'],
  [SigningError, 'conflict'],
  [PdfError, 'invalid'],
];

/** It is the key that does not sign, whatever the document. */
export const isOfKey = (error: unknown): error is OfficeError =>
  error instanceof PassphraseError ||
  error instanceof CodeUsedError ||
  (error instanceof SigningRefusedError && error.cause instanceof RemoteSigningError);

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
