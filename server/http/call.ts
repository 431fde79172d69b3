import type { ZodType } from 'zod';

/** What travels besides JSON: a multipart body going in, or the bytes of a file coming out. */
export const BYTES = 'bytes';

/**
 * One call of the API, stated once: the router validates with it, the presenter is checked against it, and
 * OpenAPI (hence the web's client) is generated from it.
 */
export interface Call {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Path below `/api`, parameters in braces: `/tasks/{id}/complete`. */
  readonly path: string;
  /** OpenAPI's operationId. */
  readonly name: string;
  readonly summary: string;
  /** May be called without a session. */
  readonly open?: boolean;
  /** Asked by other systems, with a key in the header `Authorization: Bearer`, not by people. */
  readonly byKey?: boolean;
  readonly params?: ZodType;
  readonly query?: ZodType;
  /** JSON body. */
  readonly body?: ZodType;
  /** The most bytes that the JSON body may have; 1 MiB if not said. */
  readonly maxBodyBytes?: number;
  /** Fields of a multipart body: files by name, and the schema of the JSON field `document`, if there is one. */
  readonly upload?: {
    readonly files: Readonly<Record<string, { maxCount: number }>>;
    readonly document?: ZodType;
  };
  /** Schema of the answer; `BYTES` for a file; absent for 204. */
  readonly response?: ZodType | typeof BYTES;
  /** Errors a caller can act on, by HTTP status, beyond 400, 401 and 403 that every call may give. */
  readonly errors?: readonly (404 | 409 | 413 | 415 | 422 | 429 | 503)[];
}

/** Keeps the literal types of a call for the route that answers it. */
export function defineCall<const C extends Call>(call: C): C {
  return call;
}
