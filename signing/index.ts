export type { Appearance } from './appearance/appearance.ts';
export { type Box, MM, type Place } from './appearance/box.ts';
export { ImageFormatError } from './appearance/png.ts';
export { NoSigningKeyError, Pkcs12FormatError, readPkcs12, WrongPassphraseError } from './keys/readPkcs12.ts';
export { CertificateExpiredError, type SigningKey } from './keys/signingKey.ts';
export * from './pdf/errors.ts';
export * from './sign/errors.ts';
export { type Level, type SignOptions, signPdf } from './sign/signPdf.ts';
export { TimestampUnavailableError } from './timestamp/timestampRequest.ts';
