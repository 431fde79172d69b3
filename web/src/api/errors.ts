import type { components } from './generated/schema';

type ErrorBody = components['schemas']['Error']['error'];

/** The server refused a call; `message` is for the person, in Vietnamese, as the server said it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: NonNullable<ErrorBody['details']>;
  readonly requestId: string | null;

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.message ?? '');
    this.status = status;
    this.code = body.code ?? `http-${status}`;
    this.details = body.details ?? [];
    this.requestId = body.requestId ?? null;
  }
}

/** The call never reached the server, or its answer never came back. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}
