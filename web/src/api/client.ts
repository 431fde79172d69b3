import createClient, { type Middleware } from 'openapi-fetch';
import { ApiError, OfflineError } from './errors';
import type { paths } from './generated/schema';
import { csrfToken, sessionLost } from './sessionState';

async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = body !== null && typeof body === 'object' && 'error' in body ? body.error : {};
  return new ApiError(response.status, error ?? {});
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken.value) request.headers.set('x-csrf-token', csrfToken.value);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return;
    // Wrong password while signing in is not a lost session.
    if (response.status === 401 && schemaPath !== '/session') sessionLost.value = true;
    throw await refusal(response);
  },
  onError({ error }) {
    return error instanceof ApiError ? error : new OfflineError('offline', { cause: error });
  },
};

/** The API as OpenAPI states it; every refusal is thrown as `ApiError`, every lost connection as `OfflineError`. */
export const api = createClient<paths>({ baseUrl: '/api', credentials: 'same-origin' });
api.use(guard);

/** The body of an answer that OpenAPI says is there. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await call;
  if (data === undefined || data === null) throw new ApiError(502, { code: 'empty-answer' });
  return data;
}

/** Turns files and a JSON part into the multipart body that the generated types describe as strings. */
export function multipart<T>(document: unknown, files: Record<string, File | File[]>) {
  const form = new FormData();
  // The JSON part first, so that the server can judge it before it takes the files.
  form.append('document', JSON.stringify(document));
  for (const [name, value] of Object.entries(files)) {
    for (const file of Array.isArray(value) ? value : [value]) form.append(name, file, file.name);
  }
  return { body: {} as T, bodySerializer: () => form };
}
