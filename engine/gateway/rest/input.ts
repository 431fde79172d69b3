// What a request brings: a bounded JSON body, checked by a schema.
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import type { ZodType } from 'zod';
import { isTooDeep } from '../documents.ts';
import { GatheredBytes } from '../gatheredBytes.ts';
import { markIntegers } from '../integers.ts';
import { KEY_TEXT, keyOfText } from '../keys.ts';
import { badRequest, Problem } from './problem.ts';
import { problemOf } from './violations.ts';

/** As gRPC requests. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Bodies that have not wholly arrived, of all clients together. */
const MAX_UNFINISHED_BYTES = 256 * 1024 * 1024;
const unfinished = { bytes: 0 };

/**
 * @param admit may refuse a body of so many bytes
 * @returns the body as the schema gives it; no body is an empty object
 * @throws {Problem} 400, 413, 415
 * @throws {Rejection} an integer beyond 2^64
 */
export async function bodyOf<T>(
  ctx: Context,
  schema: ZodType<T>,
  admit: (bytes: number) => void = () => undefined,
): Promise<T> {
  const bytes = await bytesOf(ctx.req);
  admit(bytes.length);
  const text = bytes.toString('utf8');
  if (text.trim() !== '' && !ctx.is('application/json', '+json'))
    throw new Problem(
      415,
      'Unsupported Media Type',
      `Content-Type '${ctx.get('content-type')}' is not supported`,
    );
  if (isTooDeep(text)) throw badRequest('The request body nests too deep');
  const parsed = schema.safeParse(text.trim() === '' ? {} : parse(text), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw problemOf(parsed.error);
}

function parse(text: string): unknown {
  const marked = markIntegers(text, 'The request body');
  try {
    return JSON.parse(marked);
  } catch (error) {
    throw badRequest(`Request body is no valid JSON: ${(error as Error).message}`);
  }
}

/** @throws {Problem} 413, 415, 503 */
export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding.toLowerCase() !== 'identity')
    throw new Problem(
      415,
      'Unsupported Media Type',
      `Content-Encoding '${encoding.slice(0, 100)}' is not supported`,
    );
  const tooLarge = new Problem(
    413,
    'Payload Too Large',
    `The request body is larger than ${MAX_BYTES} bytes`,
  );
  const tooMany = new Problem(503, 'RESOURCE_EXHAUSTED', 'Too many requests are only partly sent');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge;
  const body = new GatheredBytes();
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const { held } = body;
      body.add(chunk as Buffer, MAX_BYTES);
      unfinished.bytes += body.held - held;
      if (body.length > MAX_BYTES) throw tooLarge;
      if (unfinished.bytes > MAX_UNFINISHED_BYTES) throw tooMany;
    }
    return body.bytes;
  } finally {
    unfinished.bytes -= body.held;
  }
}

/** The keys that the path names. @throws {Problem} 400 */
export function keysOf(ctx: Context): Record<string, number> {
  const params = Object.entries(ctx.params as Record<string, string>);
  return Object.fromEntries(
    params.map(([name, value]) => {
      if (!KEY_TEXT.test(value))
        throw badRequest(`Failed to convert '${name}' with value: '${value.slice(0, 100)}'`);
      return [name, keyOfText(value)];
    }),
  );
}
