/**
 * How a batch of the log stands in the database: its JSON text deflated (RFC 1950) to about a tenth, which is less
 * for every commit to write. Batches of before begin with `{` and stand as they are.
 */
import { promisify } from 'node:util';
import { deflate, deflateSync, inflateSync } from 'node:zlib';

/** Fast, and all that the repetition of keys asks for. */
const LEVEL = { level: 1 };
/** Longer texts are packed in a thread: they would hold up everybody. */
const LONG = 512 * 1024;
const BRACE = 0x7b;

export async function pack(data: string): Promise<Buffer> {
  return data.length > LONG ? promisify(deflate)(data, LEVEL) : deflateSync(data, LEVEL);
}

export function unpack(bytes: Buffer): string {
  return (bytes[0] === BRACE ? bytes : inflateSync(bytes)).toString('utf8');
}
