import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { measure } from './digest.ts';
import type { StoredFile } from './fileStore.ts';

/**
 * Writes content to a file of its own in `folder` and flushes it to the disk. The caller moves or removes the file;
 * when this fails, nothing is left.
 * @throws {TooLargeError}
 */
export async function spool(
  content: Uint8Array | Readable,
  folder: string,
  maxBytes: number,
): Promise<StoredFile & { file: string }> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, randomUUID());
  const { through, result } = measure(maxBytes);
  try {
    const source = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
    // Open before anything can fail: a file that is opened after it was removed would stay.
    const handle = await open(file, 'wx');
    try {
      await pipeline(source, through, (chunks: AsyncIterable<Buffer>) => writeFile(handle, chunks));
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { ...result(), file };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
