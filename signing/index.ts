export { NoSigningKeyError, Pkcs12FormatError, readPkcs12, WrongPassphraseError } from './keys/readPkcs12.ts';
export { CertificateExpiredError, type SigningKey } from './keys/signingKey.ts';
export { TimestampUnavailableError } from './timestamp/timestampRequest.ts';
