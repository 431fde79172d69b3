/** Errors that go between threads: copied, an error loses its class and its code. */
import { ImageFormatError } from '../appearance/png.ts';
import { DerError } from '../cms/der.ts';
import { CertificateExpiredError } from '../keys/signingKey.ts';
import * as pdfErrors from '../pdf/errors.ts';
import { CertificateRevokedError } from '../revocation/collectMaterial.ts';
import { RevocationUnavailableError } from '../revocation/fetchRevocation.ts';
import { ReturnedDocumentError } from '../sign/acceptSigned.ts';
import * as signingErrors from '../sign/errors.ts';
import { NothingToExtendError } from '../sign/extendPdf.ts';
import { FieldValueError } from '../sign/fillFields.ts';
import { SignaturePolicyError } from '../sign/signaturePolicy.ts';
import { SessionExpiredError, SessionMismatchError, SignatureMismatchError } from '../sign/twoPhase.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { TrustListError } from '../trust/trustStore.ts';
import { UnsupportedAlgorithmError } from '../trust/verifySignature.ts';

export type Answer<T> = { value: T } | { refused: RefusedError };

interface RefusedError {
  name: string;
  message: string;
  stack: string | undefined;
  /** Code, and what else the class keeps. */
  fields: Record<string, unknown>;
}

const classes: ReadonlyMap<string, new (...args: never[]) => Error> = new Map(
  [
    ...Object.values(pdfErrors),
    ...Object.values(signingErrors),
    TrustListError,
    CertificateRevokedError,
    RevocationUnavailableError,
    TimestampUnavailableError,
    NothingToExtendError,
    ReturnedDocumentError,
    CertificateExpiredError,
    DerError,
    UnsupportedAlgorithmError,
    ImageFormatError,
    FieldValueError,
    SignaturePolicyError,
    SessionExpiredError,
    SessionMismatchError,
    SignatureMismatchError,
  ].map((kind) => [kind.name, kind]),
);

/** Never throws: what a caller hears as thrown by the pool is the end of a thread. */
export async function answering<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { message, stack } = error;
    return { refused: { name: error.constructor.name, message, stack, fields: { ...error } } };
  }
}

/** @throws the error of the thread, with all that it kept, and of its class when a caller can act on it */
export function answerOf<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value;
  const { name, message, stack, fields } = answer.refused;
  const error: Error = Object.create((classes.get(name) ?? Error).prototype);
  for (const [key, value] of Object.entries({ message, stack })) {
    Object.defineProperty(error, key, { value, writable: true, configurable: true });
  }
  throw Object.assign(error, fields);
}
