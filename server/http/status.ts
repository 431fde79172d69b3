/** The one place where a known error's code becomes an HTTP status. A code that is not here is a defect: 500. */
const statusByCode: Readonly<Record<string, number>> = {
  'not-signed-in': 401,
  'sign-in-refused': 401,
  'forged-request': 403,
  'no-such-call': 404,
  'invalid-input': 400,
  'body-too-large': 413,
  'wrong-content-type': 415,
  'too-many-sign-ins': 429,
  'file-too-large': 413,
  'file-missing': 404,
};

export interface KnownError extends Error {
  code: string;
  details?: unknown;
}

/** @returns undefined for an error that no person can act on */
export function statusOf(error: unknown): number | undefined {
  return isCoded(error) ? statusByCode[error.code] : undefined;
}

export function isCoded(error: unknown): error is KnownError {
  return error instanceof Error && typeof (error as Partial<KnownError>).code === 'string';
}
