/** What a remote service does not answer at once is asked for again: a person confirms on a device of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteSigningError } from './cscCall.ts';

export interface CscWaiting {
  /** Between two questions, milliseconds; two seconds unless said. */
  everyMs?: number;
  /** The longest, milliseconds; three minutes unless said. */
  forMs?: number;
  /** Ends the waiting, e.g. when the server stops. */
  signal?: AbortSignal;
  /** Whether the signer has given it up meanwhile; asked before each further question. */
  givenUp?: () => Promise<boolean>;
  /** Told once when there is no answer yet, and until when there may be one: a person is to confirm on their device. */
  onPending?: (pending: CscPending, until: Date) => void | Promise<void>;
  /** Comes when the service has told `responseUri` of this response; it is asked at once then. */
  notified?: (responseID: string) => Promise<void>;
}

export type CscPending = 'authorization_pending' | 'signature_pending';

/** The longest unless said, milliseconds. */
export const WAITING_MS = 180_000;

/** Nobody has confirmed, or the signature was not made, in the time that it may take. */
export class RemoteSigningTimeoutError extends RemoteSigningError {
  override readonly code = 'REMOTE_SIGNING_TIMEOUT';
  constructor(
    reason: CscPending,
    readonly afterMs: number,
  ) {
    const what = { authorization_pending: 'người ký chưa xác nhận', signature_pending: 'chữ ký chưa xong' };
    super(reason, `${what[reason]} sau ${Math.round(afterMs / 1000)} giây chờ`);
    this.name = 'RemoteSigningTimeoutError';
  }
}

/** The waiting was ended from here. */
export class RemoteSigningInterruptedError extends RemoteSigningError {
  override readonly code = 'REMOTE_SIGNING_INTERRUPTED';
  constructor(options?: ErrorOptions) {
    super('interrupted', 'việc chờ dịch vụ đã bị dừng', options);
    this.name = 'RemoteSigningInterruptedError';
  }
}

/** The signer gave it up. */
export class RemoteSigningCancelledError extends RemoteSigningError {
  override readonly code = 'REMOTE_SIGNING_CANCELLED';
  constructor() {
    super('cancelled', 'người ký đã hủy việc chờ xác nhận');
    this.name = 'RemoteSigningCancelledError';
  }
}

/**
 * @param ask gives nothing while there is no answer yet. A service that cannot be reached for a moment is asked again:
 * what a person has confirmed meanwhile is not lost
 * @throws RemoteSigningTimeoutError, RemoteSigningInterruptedError, RemoteSigningCancelledError and what `ask` throws
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  pending: CscPending,
  { everyMs = 2_000, forMs = WAITING_MS, signal, givenUp, onPending, notified }: CscWaiting = {},
  responseID?: string,
): Promise<T> {
  const end = performance.now() + forMs;
  const woken = responseID === undefined ? undefined : notified?.(responseID);
  for (let asked = 0; ; asked++) {
    const answer = await ask().catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    if (answer !== undefined) return answer;
    if (performance.now() + everyMs > end) throw new RemoteSigningTimeoutError(pending, forMs);
    if (asked === 0) await onPending?.(pending, new Date(Date.now() + forMs));
    const over = new AbortController();
    const ends = AbortSignal.any(signal ? [over.signal, signal] : [over.signal]);
    const pause = sleep(everyMs, undefined, { signal: ends }).catch((cause: unknown) => {
      throw new RemoteSigningInterruptedError({ cause });
    });
    // Told once: after that it is asked as often as without it.
    await (woken && asked === 0 ? Promise.race([pause, woken]) : pause);
    over.abort();
    if (await givenUp?.()) throw new RemoteSigningCancelledError();
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof RemoteSigningError && /^(unreachable|http_50[234])$/.test(error.reason);
