/** Rows of what signing keeps: keys, signatures made, batches, sessions. */
import type { SigningSession } from '@congvan/signing';
import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Maybe, MaybeInstant } from '../columns.ts';

/**
 * Where a key is: a file kept here, a remote service, behind a plug-in that signs whole files, a token that signs
 * digests, or a PKCS#11 module at the server.
 */
export type KeyKind = 'pkcs12' | 'csc' | 'plugin' | 'token' | 'pkcs11';

export interface SigningKeysTable {
  id: string;
  /** null: the agency's own key. */
  userId: Maybe<string>;
  kind: ColumnType<KeyKind, KeyKind | undefined, KeyKind>;
  /** Encrypted by its passphrase, which is never kept; null for every other kind. */
  pkcs12: Maybe<Buffer>;
  /** DER, of every kind but PKCS#12. */
  certificate: Maybe<Buffer>;
  /** Issuers from the signer's own upwards, DER. */
  chain: ColumnType<Buffer[], Buffer[] | undefined, Buffer[]>;
  algorithm: Maybe<'RSASSA-PKCS1-v1_5' | 'RSASSA-PSS' | 'ECDSA'>;
  /** Where a remote key (CSC API) is, which of its credentials, and the bearer token, sealed by the office's secret. */
  serviceUrl: Maybe<string>;
  credentialId: Maybe<string>;
  accessToken: Maybe<Buffer>;
  /** What another access token is asked for with, sealed likewise. */
  refreshToken: Maybe<Buffer>;
  /** Of a key in the module: its label there, and argon2id of the PIN that its signers are asked for. */
  label: Maybe<string>;
  pinHash: Maybe<string>;
  commonName: string;
  notBefore: Instant;
  notAfter: Instant;
  /** PNG of the handwritten signature or of the seal, in the file store. */
  imageSha256: string;
  createdAt: Instant;
  replacedAt: MaybeInstant;
}

/** Signatures made here, in their order: which field holds whose, and the file before and after. */
export interface SignaturesTable {
  id: Generated<string>;
  documentId: string;
  part: SignaturePart;
  field: string;
  userId: Maybe<string>;
  keyKind: KeyKind;
  beforeSha256: string;
  afterSha256: string;
  madeAt: Instant;
}
export type SignaturePart = 'person' | 'agency' | 'cosigner' | 'initial';

/** Documents that one person signs with one confirmation. */
export interface SigningBatchesTable {
  id: string;
  userId: string;
  createdAt: Instant;
  /** Which run signs it, and until when nobody else may take it over. */
  runId: Maybe<string>;
  runUntil: MaybeInstant;
  finishedAt: MaybeInstant;
  /** Why the last run ended before its work: its key, not a document. */
  stopReason: Maybe<string>;
}

/** The journal of a batch: one person's wish to sign one version of one document. */
export interface SigningIntentsTable {
  id: string;
  batchId: string;
  position: number;
  taskId: string;
  documentId: string;
  /** The main file that the person was shown. */
  fileSha256: string;
  state: 'waiting' | 'signing' | 'signed' | 'refused';
  runId: Maybe<string>;
  code: Maybe<string>;
  reason: Maybe<string>;
  signedSha256: Maybe<string>;
  updatedAt: Instant;
}

/** A signature that is being made on the signer's own machine. */
export interface SigningSessionsTable {
  id: string;
  kind: 'plugin' | 'token';
  userId: string;
  taskId: string;
  documentId: string;
  documentVersion: number;
  /** Outcome and note of the task, kept until the signature comes. */
  step: Json<{ outcome: string; note?: string }>;
  /** Null: the plug-in makes its own. */
  field: Maybe<string>;
  fileSha256: string;
  /** What is given out to be signed, in the file store. */
  preparedSha256: string;
  preparedSize: number;
  certificate: Buffer;
  session: ColumnType<SigningSession | null, string | null | undefined, string | null>;
  /** Of the plug-in's token, which itself is not kept. */
  tokenSha256: Maybe<string>;
  state: 'open' | 'signed' | 'refused' | 'replaced';
  code: Maybe<string>;
  reason: Maybe<string>;
  createdAt: Instant;
  expiresAt: Instant;
  finishedAt: MaybeInstant;
}

/** A remote service waits for its signer, or for itself; gone when it has answered, and void after `until`. */
export interface ConfirmationsTable {
  id: string;
  userId: string;
  kind: 'authorization' | 'signature';
  since: Instant;
  until: Instant;
  /** The person gave it up; whoever waits sees it at the next question. */
  cancelledAt: MaybeInstant;
}
