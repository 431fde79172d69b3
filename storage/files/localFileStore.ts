import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { collect, digestOfFile, keyOf, verified } from './digest.ts';
import { FileMissingError } from './errors.ts';
import { DEFAULT_MAX_BYTES, type FileStore } from './fileStore.ts';
import { spool } from './spool.ts';

const HALF_WRITTEN_DAYS = 2;

/** Files in a folder: `ab/abcd…`; writes go through `incoming/`, a flush and a rename. */
export function localFileStore({ folder }: { folder: string }): FileStore {
  const incoming = join(folder, 'incoming');
  const path = (sha256: string) => join(folder, keyOf(sha256));
  const swept = sweep(incoming);

  const stream: FileStore['stream'] = async (sha256) => {
    const handle = await open(path(sha256), 'r').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new FileMissingError(sha256, { cause: error }) : error;
    });
    return verified(handle.createReadStream(), sha256);
  };

  return {
    stream,
    async put(content, { maxBytes = DEFAULT_MAX_BYTES } = {}) {
      await swept;
      const { file, sha256, size } = await spool(content, incoming, maxBytes);
      const target = path(sha256);
      // What is kept already stays, unless the disk has spoiled it: then this is the chance to heal it.
      if ((await sizeOf(target)) === size && (await digestOfFile(target)) === sha256) {
        await rm(file, { force: true });
      } else {
        await mkdir(dirname(target), { recursive: true });
        await rename(file, target);
        await flushFolder(dirname(target));
        await flushFolder(folder);
      }
      return { sha256, size };
    },
    get: async (sha256) => collect(await stream(sha256)),
    has: async (sha256) => (await sizeOf(path(sha256))) !== undefined,
    remove: (sha256) => rm(path(sha256), { force: true }),
  };
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}

/** Makes a rename in the folder durable. Windows has no such call and answers EPERM or EISDIR. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/** Writes cut short by a crash leave files in `incoming/`; old ones belong to nobody. */
async function sweep(incoming: string): Promise<void> {
  const oldest = Date.now() - HALF_WRITTEN_DAYS * 24 * 3600 * 1000;
  for (const name of await readdir(incoming).catch(() => [])) {
    const file = join(incoming, name);
    const entry = await stat(file).catch(() => undefined);
    if (entry && entry.mtimeMs < oldest) await rm(file, { force: true });
  }
}
