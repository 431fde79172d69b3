import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyOptions } from '@congvan/office';
import type { Config } from '../config.ts';

/** What keys beside those kept in the database need: addresses, and the office's own secret. */
export async function keyOptions({ data, http, keys }: Config): Promise<KeyOptions> {
  const { services, pluginUrl, secret } = keys;
  return { services, pluginUrl, publicUrl: http.publicUrl, secret: secret ?? (await keptSecret(data)) };
}

/** Made at the first start; several servers of one agency are given the same by `CONGVAN_SECRET_KEY`. */
async function keptSecret(data: string): Promise<Buffer> {
  const file = join(data, 'secret.key');
  await mkdir(data, { recursive: true });
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch((error: { code?: string }) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file);
}
