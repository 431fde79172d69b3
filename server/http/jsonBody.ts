import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { BodyTooLargeError, InvalidInputError, WrongContentTypeError } from './errors.ts';

const MAX_JSON_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;

/**
 * Reads a JSON body.
 * @throws {WrongContentTypeError} @throws {BodyTooLargeError} before the rest is read
 * @throws {InvalidInputError} when it is no UTF-8 or no JSON, or nests deeper than 32
 */
export async function readJson(request: IncomingMessage, maxBytes = MAX_JSON_BYTES): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new WrongContentTypeError('JSON (application/json)');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLargeError(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
    chunks.push(chunk as Buffer);
  }
  return parseJson(textOf(Buffer.concat(chunks)));
}

function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new InvalidInputError([{ where: '', message: 'Nội dung không viết bằng UTF-8.' }]);
}

export function parseJson(text: string): unknown {
  if (deeperThan(text, MAX_DEPTH)) {
    throw new InvalidInputError([{ where: '', message: `JSON lồng nhau quá ${MAX_DEPTH} tầng.` }]);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError([{ where: '', message: 'Nội dung không phải JSON hợp lệ.' }]);
  }
}

/** Counts brackets outside strings, so that depth is known before anything is built. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      depth++;
      if (depth > limit) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}
