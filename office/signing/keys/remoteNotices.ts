import { randomBytes } from 'node:crypto';

const LONGEST_MS = 10 * 60_000;

/**
 * Where remote services tell that an asynchronous signature is made (`response_uri`; CSC API 2.0, 11.10): whoever waits
 * for it in this process asks at once. It is a hint and no more, so one that comes to another server is lost: that
 * signature is asked for every two seconds all the same.
 */
export interface RemoteNotices {
  open(): { address: string; notified(): Promise<void> };
  /** Does nothing when nobody here waits for it. */
  tell(token: string): void;
}

export function remoteNotices(): RemoteNotices {
  const waiting = new Map<string, Set<() => void>>();
  const forget = (token: string, wake: () => void) => {
    const wakes = waiting.get(token);
    wakes?.delete(wake);
    if (wakes?.size === 0) waiting.delete(token);
  };
  return {
    open() {
      const token = randomBytes(32).toString('base64url');
      return {
        address: `/api/signing/remote/${token}`,
        notified: () =>
          new Promise((resolve) => {
            const wake = () => {
              clearTimeout(end);
              forget(token, wake);
              resolve();
            };
            const end = setTimeout(() => forget(token, wake), LONGEST_MS).unref();
            waiting.set(token, (waiting.get(token) ?? new Set()).add(wake));
          }),
      };
    },
    tell(token) {
      for (const wake of [...(waiting.get(token) ?? [])]) wake();
    },
  };
}
