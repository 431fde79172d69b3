/** One call of the CSC API v2: JSON over HTTPS, bounded, with the service's own reason when it refuses (8.1, 10). */
import { readBounded } from '../revocation/http.ts';
import { namedRefusal } from './cscErrors.ts';

export interface CscAccount {
  /** Up to and without `/csc/v2`, e.g. `https://rssp.example.vn`. */
  baseUrl: string;
  /** OAuth 2.0 bearer token of the signer. */
  accessToken: string;
  /** Gives another token when this one is no longer taken, e.g. `refreshedToken`; asked once for each call. */
  refresh?: () => Promise<string>;
}

/** The service refused or did not answer as the API says. `reason` is its own word, e.g. `invalid_pin`. */
export class RemoteSigningError extends Error {
  readonly code: string = 'REMOTE_SIGNING';
  constructor(
    readonly reason: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`Dịch vụ ký số từ xa không ký được: ${detail}`, options);
    this.name = 'RemoteSigningError';
  }
}

const TIMEOUT_MS = 30_000;
const MAX_REPLY = 1 << 20;

export interface CscReply {
  body: unknown;
  /** The service has taken the call and has no answer yet (202). */
  pending: boolean;
}

/** @throws RemoteSigningError */
export async function cscCall(account: CscAccount, method: string, body: object): Promise<unknown> {
  return (await cscAsk(account, method, body)).body;
}

/**
 * @param timeoutMs the longest that the answer may take
 * @throws RemoteSigningError
 */
export async function cscAsk(
  account: CscAccount,
  method: string,
  body: object,
  timeoutMs = TIMEOUT_MS,
): Promise<CscReply> {
  try {
    return await asked(account, method, body, timeoutMs);
  } catch (error) {
    const outlived = error instanceof RemoteSigningError && error.reason === 'invalid_token';
    if (!outlived || !account.refresh) throw error;
    // The calls after this one go on with it.
    account.accessToken = await account.refresh();
    return asked(account, method, body, timeoutMs);
  }
}

async function asked(
  account: CscAccount,
  method: string,
  body: object,
  timeoutMs: number,
): Promise<CscReply> {
  const response = await fetch(`${account.baseUrl.replace(/\/$/, '')}/csc/v2/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // The token and the PIN are for this service and no other.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: Error) => {
    throw new RemoteSigningError('unreachable', 'không kết nối được', { cause });
  });
  const bytes = await readBounded(response, MAX_REPLY).catch((cause: Error) => {
    throw new RemoteSigningError('malformed', 'trả lời bị cắt hoặc quá lớn', { cause });
  });
  const reply = parse(bytes.toString('utf8'));
  const pending = response.status === 202;
  const taken = pending || response.status === 204;
  if (taken || (response.ok && reply !== undefined)) return { body: reply, pending };
  if (response.ok) throw new RemoteSigningError('malformed', 'trả lời không phải JSON');
  const error =
    words(field(reply, 'error')) ?? (response.status === 401 ? 'invalid_token' : `http_${response.status}`);
  const { reason, detail } = namedRefusal(error, words(field(reply, 'error_description')));
  throw new RemoteSigningError(reason, detail);
}

/** @returns undefined for what is not JSON: an error page of a proxy, for example */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const words = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 300) : undefined;

export function field(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

export const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
