import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../database/embeddedPostgres.ts';
import { isAlive } from '../database/postmaster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

const PREFIX = 'congvan-test-';
/** Tests may lose everything at a power cut; the product keeps PostgreSQL's own durable settings. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
};

/** One PostgreSQL for the whole vitest run, in a folder of its own, so that several runs never meet. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(folder, 0o755); // as root, PostgreSQL runs under another account
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings });
  provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Runs that were killed leave a server and its folder behind; their process number tells. */
async function removeAbandoned(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(entry)?.[1]);
    if (!owner || isAlive(owner)) continue;
    const folder = join(tmpdir(), entry);
    const left = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings }).catch(
      () => undefined,
    );
    await left?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
