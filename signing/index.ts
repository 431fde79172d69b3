export type { Appearance } from './appearance/appearance.ts';
export { type Box, MM, type Place } from './appearance/box.ts';
export { demonstrationSeal, demonstrationSignature } from './appearance/demonstration.ts';
export { findPlaces, findText, type Places, type Wanted } from './appearance/findPlaces.ts';
export { ImageFormatError } from './appearance/png.ts';
export { topRightPlace } from './appearance/topRight.ts';
export type { CommitmentType } from './cms/commitments.ts';
export { type CscKey, cscKey } from './keys/csc.ts';
export { type AuthenticationObject, type CredentialAsks, cscChallenge } from './keys/cscAuthentication.ts';
export { type CscAccount, RemoteSigningError } from './keys/cscCall.ts';
export type { CscOptions } from './keys/cscSignHash.ts';
export { type RefreshedToken, refreshedToken, type TokenRefresh } from './keys/cscToken.ts';
export {
  type CscPending,
  type CscWaiting,
  RemoteSigningCancelledError,
  RemoteSigningInterruptedError,
  RemoteSigningTimeoutError,
} from './keys/cscWaiting.ts';
export { openPkcs11Key, type Pkcs11Options, Pkcs11TokenError, type TokenKey } from './keys/pkcs11.ts';
export { type Pkcs11Module, pkcs11Module } from './keys/pkcs11Module.ts';
export { NoSigningKeyError, Pkcs12FormatError, WrongPassphraseError } from './keys/pkcs12Errors.ts';
export { readPkcs12 } from './keys/readPkcs12.ts';
export {
  type BatchKey,
  CertificateExpiredError,
  type SignerIdentity,
  type SigningKey,
  signsBatches,
} from './keys/signingKey.ts';
export * from './pdf/errors.ts';
export { type OpenOptions, openPdf } from './pdf/openPdf.ts';
export { CertificateRevokedError } from './revocation/collectMaterial.ts';
export { RevocationUnavailableError } from './revocation/fetchRevocation.ts';
export { type AcceptOptions, acceptSigned, ReturnedDocumentError } from './sign/acceptSigned.ts';
export * from './sign/errors.ts';
export { archiveExpiry, type ExtendOptions, extendPdf, NothingToExtendError } from './sign/extendPdf.ts';
export { FieldValueError, fillFields } from './sign/fillFields.ts';
export { type PdfLayout, pdfLayout } from './sign/pdfLayout.ts';
export { type FieldPlaces, preparePdf, type TextPlace } from './sign/preparePdf.ts';
export { type SignaturePolicy, SignaturePolicyError } from './sign/signaturePolicy.ts';
export {
  type BatchItem,
  type BatchOptions,
  type BatchResult,
  type IntentJournal,
  memoryJournal,
  signBatch,
} from './sign/signBatch.ts';
export {
  openSigningPool,
  type SigningPool,
  type SigningPoolOptions,
  SigningThreadError,
} from './sign/signingPool.ts';
export { type Level, type SignatureOptions, type SignOptions, signPdf } from './sign/signPdf.ts';
export {
  type BegunItem,
  signTogether,
  type TogetherItem,
  type TogetherOptions,
} from './sign/signTogether.ts';
export {
  type BeginOptions,
  beginSigning,
  type FinishOptions,
  finishSigning,
  SessionExpiredError,
  SessionMismatchError,
  SignatureMismatchError,
  type SigningSession,
} from './sign/twoPhase.ts';
export {
  type DocumentPool,
  type DocumentPoolOptions,
  DocumentThreadError,
  openDocumentPool,
} from './threads/documentPool.ts';
export { TimestampUnavailableError } from './timestamp/timestampRequest.ts';
export { isXml, readTrust, readTrustFile, type TrustFile } from './trust/readTrust.ts';
export {
  type Anchor,
  joinTrust,
  TrustListError,
  type TrustPurpose,
  type TrustStore,
  trustFromPem,
} from './trust/trustStore.ts';
export type { X509 } from './trust/x509.ts';
export type { Change, Reason, SignatureReport, ValidationReport, Verdict } from './validate/report.ts';
export { type ValidateOptions, validatePdf } from './validate/validatePdf.ts';
