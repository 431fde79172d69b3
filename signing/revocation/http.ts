/** HTTP to authorities: bounded in time and size, because the address stands in a file from outside. */
const MAX_BYTES = 10 << 20;
const TIMEOUT_MS = 10_000;

/** @throws Error for a body of more than `max` bytes, and for one that breaks off */
export async function readBounded(response: Response, max: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > max) throw new Error('trả lời quá lớn');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function bounded(response: Response): Promise<Buffer> {
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return readBounded(response, MAX_BYTES);
}

/** @throws Error with the reason, in the words of the network or «HTTP n» */
export async function postBounded(url: string, contentType: string, body: Uint8Array): Promise<Buffer> {
  const headers = { 'content-type': contentType };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return bounded(await answered(() => fetch(url, { method: 'POST', headers, body, signal })));
}

export async function getBounded(url: string): Promise<Buffer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return bounded(await answered(() => fetch(url, { signal })));
}

/**
 * A kept connection may be closed by the other side just as it is used again (RFC 9112, 9.3.1). All that is asked here
 * may be asked twice.
 */
const answered = (ask: () => Promise<Response>): Promise<Response> =>
  ask()
    .catch((error: Error) => (wasClosed(error) ? ask() : Promise.reject(error)))
    .catch(reason);

function wasClosed({ cause }: Error): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** fetch says only «fetch failed»; the cause says what happened. */
function reason(error: Error): never {
  const { cause } = error;
  throw new Error(cause instanceof Error ? cause.message || String(cause) : error.message, { cause: error });
}
