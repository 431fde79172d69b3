/** Where the server says what it does: one JSON line each, never a password, a key or a file's content. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

export function jsonLog(write: (line: string) => void): Log {
  const line =
    (level: string) =>
    (message: string, facts: Record<string, unknown> = {}) =>
      write(JSON.stringify({ at: new Date().toISOString(), level, message, ...facts }));
  return { info: line('info'), error: line('error') };
}

/** An error and its causes in words, for the log. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${explain(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
