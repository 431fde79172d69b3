/** What validation says (EN 319 102-1, 5.1.3), for people and for machines. */

import type { SignerStatements } from './statements.ts';

export type Verdict = 'valid' | 'changed' | 'broken' | 'untrusted' | 'unknown';

export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';

/** EN 319 102-1, tables 5 and 6. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND';

/** PAdES baseline levels (EN 319 142-1, 6); PKCS7-* for the older form (12.8.3.3 of ISO 32000-1). */
export type Level =
  | 'B-B'
  | 'B-T'
  | 'B-LT'
  | 'B-LTA'
  | 'PKCS7-B'
  | 'PKCS7-T'
  | 'PKCS7-LT'
  | 'PKCS7-LTA'
  | 'DOC-TIMESTAMP'
  | 'UNKNOWN';

/** What the signature's byte range takes in of the file as it is now. */
export type Coverage = 'entire-file' | 'entire-revision' | 'partial';

export interface Reason {
  /** Stable, for machines. */
  code: string;
  /** Vietnamese, for people. */
  message: string;
  /** What the message names, for those who say it in another language: `name`, `day` (`31/12/2020`), `algorithm`. */
  values?: Record<string, string>;
}

export interface SignerReport {
  commonName: string;
  organization?: string;
  title?: string;
  /** Capacity and position as the signer stated them in the signature. */
  claimedRoles?: string[];
  serialNumber: string;
  issuer: string;
  /** A natural person, or the agency's own seal. */
  capacity: 'person' | 'agency';
  notBefore: string;
  notAfter: string;
}

export interface TimestampReport {
  /** «content»: of what was signed, before it was. */
  kind: 'signature' | 'document' | 'content';
  time: string;
  authority: string;
  valid: boolean;
  reasons: Reason[];
}

/** One thing that differs between what was signed and what is there now. */
export interface Change {
  kind:
    | 'form-filled'
    | 'signature-added'
    | 'signature-field-added'
    | 'timestamp-added'
    | 'validation-material-added'
    | 'metadata'
    | 'annotation-added'
    | 'annotation-changed'
    | 'content'
    | 'structure'
    | 'unaccounted-bytes';
  allowed: boolean;
  /** Which of the changes of its kind (`changeWords.ts`): stable, for machines. */
  code: string;
  /** Vietnamese, for people. */
  message: string;
  /** What the message names: `field`, `value`, `page`, `key`, `object` … */
  values?: Record<string, string>;
  /** Counted from 1. */
  page?: number;
}

export interface SignatureReport extends SignerStatements {
  /** Fully qualified name of the signature field. */
  field: string;
  kind: 'signature' | 'document-timestamp';
  verdict: Verdict;
  indication: Indication;
  subIndication?: SubIndication;
  level: Level;
  signer?: SignerReport;
  /** The proven time where a trusted timestamp proves one, else the time that the signer claims. ISO 8601. */
  signedAt?: string;
  signedAtSource?: 'timestamp' | 'claimed';
  coverage: Coverage;
  /** Which of the file's revisions it signs, from 1. */
  revision?: number;
  certified?: { permission: 1 | 2 | 3 };
  digest?: string;
  algorithm?: string;
  reasonGiven?: string;
  location?: string;
  trustedBy?: string;
  revocation: 'good' | 'revoked' | 'not-checked';
  timestamps: TimestampReport[];
  changes: Change[];
  reasons: Reason[];
  /** The verdict in one Vietnamese sentence. */
  sentence: string;
}

export interface ValidationReport {
  /** When the validation is done for; ISO 8601. */
  at: string;
  /**
   * From then on the same file and the same trust may give another report: a certificate begins or ends, or an
   * authority's time in a trust list does. ISO 8601; absent when nothing of the kind lies ahead.
   */
  holdsUntil?: string;
  revisions: number;
  signatures: SignatureReport[];
  /** Valid when there is a signature and every one is. */
  verdict: Verdict | 'unsigned';
  sentence: string;
}
