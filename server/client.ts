import type { ZodType, z } from 'zod';
import { BYTES, type Call } from './http/call.ts';
import { sessionCalls } from './routes/session/schema.ts';

type Given<S> = S extends ZodType ? z.input<S> : never;
type Needs<C extends Call> = (C['params'] extends ZodType ? { params: Given<C['params']> } : unknown) &
  (C['query'] extends ZodType ? { query?: Given<C['query']> } : unknown) &
  (C['body'] extends ZodType ? { body: Given<C['body']> } : unknown) &
  (C['upload'] extends object ? { form: FormData } : unknown);
type Gives<C extends Call> = C['response'] extends typeof BYTES
  ? Uint8Array
  : C['response'] extends ZodType
    ? z.output<C['response']>
    : undefined;

/** The server answered with an error; `status`, `code` and `details` are as it said. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: { where: string; message: string }[];
  constructor(status: number, error: { code: string; message: string; details?: ApiError['details'] }) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.details = error.details ?? [];
  }
}

/** A person at the HTTP API, with a cookie and a token as a browser has them. Used by the replay and by tests. */
export class Person {
  readonly #url: string;
  #cookie = '';
  #csrfToken = '';

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(username: string, password: string) {
    const { user, csrfToken } = await this.call(sessionCalls.signIn, { body: { username, password } });
    this.#csrfToken = csrfToken ?? '';
    return user;
  }

  /** Makes a call and checks the answer against its schema. @throws {ApiError} */
  async call<C extends Call>(
    call: C,
    ...[given]: unknown extends Needs<C> ? [] : [Needs<C>]
  ): Promise<Gives<C>> {
    const response = await this.send(call, given as Parts);
    if (call.response === BYTES) return new Uint8Array(await response.arrayBuffer()) as Gives<C>;
    if (call.response === undefined) return undefined as Gives<C>;
    return (call.response as ZodType).parse(await response.json()) as Gives<C>;
  }

  /** Makes a call and gives the raw response of a success. @throws {ApiError} */
  async send(call: Call, { params = {}, query = {}, body, form }: Parts = {}): Promise<Response> {
    const path = call.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(params[name] ?? ''),
    );
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as [string, string]],
      ),
    );
    const response = await this.fetch(`/api${path}?${search}`, {
      method: call.method.toUpperCase(),
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
      ...(form && { body: form }),
    });
    if (response.ok) return response;
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    throw new ApiError(response.status, error);
  }

  /** A plain request with this person's cookie and token. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookie) headers.set('cookie', this.#cookie);
    if (this.#csrfToken && !headers.has('x-csrf-token')) headers.set('x-csrf-token', this.#csrfToken);
    const response = await fetch(`${this.#url}${path}`, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) this.#cookie = cookie.split(';')[0] ?? '';
    return response;
  }
}

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  form?: FormData;
}
