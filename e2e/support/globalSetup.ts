import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePortBase } from './ports.ts';
import { startProduct } from './product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    ubnd: string;
    stttt: string;
  }
}

/** One product for the whole run, on a folder that is gone afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'congvan-e2e-'));
  const product = await startProduct(data, await freePortBase());
  project.provide('ubnd', product.ubnd);
  project.provide('stttt', product.stttt);
  return async () => {
    await product.stop();
    await rm(data, { recursive: true, force: true });
  };
}
