// What the headers of a request must be (RFC 9113, 8.2 and 8.3), and what gRPC needs of them.
import type { HeaderField } from './headerTable.ts';

export interface RequestHeaders {
  method: string;
  path: string;
  contentType: string;
  /** `grpc-encoding` */
  encoding: string;
  /** Bytes that the body will have, when the client says so. */
  contentLength: number | undefined;
}

const CONNECTION_SPECIFIC = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
const PSEUDO = new Set([':method', ':scheme', ':path', ':authority']);
const NAME = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const FORBIDDEN_VALUE = /[\0\r\n]/;

/** @returns undefined when the request is malformed */
export function requestHeaders(fields: readonly HeaderField[]): RequestHeaders | undefined {
  const pseudo = new Map<string, string>();
  const regular = new Map<string, string>();
  for (const [name, value] of fields) {
    if (!NAME.test(name) || FORBIDDEN_VALUE.test(value)) return undefined;
    if (name.startsWith(':')) {
      if (!PSEUDO.has(name) || pseudo.has(name) || regular.size > 0) return undefined;
      pseudo.set(name, value);
    } else {
      if (CONNECTION_SPECIFIC.has(name) || (name === 'te' && value !== 'trailers')) return undefined;
      regular.set(name, value);
    }
  }
  const [method, path, scheme] = [pseudo.get(':method'), pseudo.get(':path'), pseudo.get(':scheme')];
  if (!method || !path || !scheme) return undefined;
  const declared = regular.get('content-length');
  if (declared !== undefined && !/^\d{1,15}$/.test(declared)) return undefined;
  return {
    method,
    path,
    contentType: regular.get('content-type') ?? '',
    encoding: regular.get('grpc-encoding') ?? 'identity',
    contentLength: declared === undefined ? undefined : Number(declared),
  };
}

/** Trailers have no pseudo-header fields (8.1). */
export function trailersAllowed(fields: readonly HeaderField[]): boolean {
  return fields.every(
    ([name, value]) => NAME.test(name) && !name.startsWith(':') && !FORBIDDEN_VALUE.test(value),
  );
}
