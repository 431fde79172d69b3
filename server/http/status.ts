import { OfficeError } from '@congvan/office';
import type { ErrorDetail } from './errors.ts';

type Category = OfficeError['category'];
const statusByCategory: Readonly<Record<Category, number>> = {
  forbidden: 403,
  missing: 404,
  conflict: 409,
  invalid: 422,
  unavailable: 503,
};

/** Errors of the other rooms and of HTTP itself. A code that is not here is a defect of ours: 500. */
const statusByCode: Readonly<Record<string, number>> = {
  'not-signed-in': 401,
  'sign-in-refused': 401,
  'unknown-client': 401,
  'forged-request': 403,
  'no-such-call': 404,
  'invalid-input': 400,
  'body-too-large': 413,
  'wrong-content-type': 415,
  'too-many-sign-ins': 429,
  'too-many-calls': 429,
  'no-such-packet': 404,
  'no-such-process': 404,
  'no-such-decision': 404,
  'no-such-form': 404,
  'no-such-incident': 404,
  'no-such-variable': 404,
  'monitor-elsewhere': 503,
  'model-refused': 422,
  'file-too-large': 413,
  'file-missing': 404,
};

export interface KnownError extends Error {
  code: string;
}

/** The one place where an error becomes an HTTP status. @returns undefined for one that no person can act on */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof OfficeError) return statusByCategory[error.category];
  return isCoded(error) ? statusByCode[error.code] : undefined;
}

export function isCoded(error: unknown): error is KnownError {
  return error instanceof Error && typeof (error as Partial<KnownError>).code === 'string';
}

/** What exactly is wrong, for errors that know: a field, or several. */
export function detailsOf(error: KnownError): ErrorDetail[] | undefined {
  const { details, field } = error as { details?: unknown; field?: unknown };
  if (Array.isArray(details)) return details as ErrorDetail[];
  return typeof field === 'string' ? [{ where: field, message: error.message }] : undefined;
}
