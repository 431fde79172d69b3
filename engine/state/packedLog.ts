/**
 * How a batch of the log stands in the database: its JSON text deflated (RFC 1950) to about a tenth, which is less
 * for every commit to write. What begins with `{` is not packed: it is short, or from an engine of before.
 */
import { promisify } from 'node:util';
import { deflate, deflateSync, inflateSync } from 'node:zlib';

/** Fast, with a small window: what repeats stands close together, and V8 counts the memory of each packing. */
const OPTIONS = { level: 1, windowBits: 12, memLevel: 5 };
/** Shorter texts fit into the row's page as they are. */
const SHORT = 2_000;
/** Longer texts are packed in a thread: they would hold up everybody. */
const LONG = 512 * 1024;
const BRACE = 0x7b;

export async function pack(data: string): Promise<Buffer> {
  if (data.length < SHORT) return Buffer.from(data);
  return data.length > LONG ? promisify(deflate)(data, OPTIONS) : deflateSync(data, OPTIONS);
}

export function unpack(bytes: Buffer): string {
  return (bytes[0] === BRACE ? bytes : inflateSync(bytes)).toString('utf8');
}
