import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePortBase } from '../../scripts/demonstration/freePortBase.ts';
import { type Addresses, addresses, startProduct } from './product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    ubnd: string;
    stttt: string;
  }
}

/**
 * One product for the whole run, on a folder that is gone afterwards; or the one that already runs on the port base
 * that `CONGVAN_E2E_PORT_BASE` names.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.CONGVAN_E2E_PORT_BASE;
  if (running) {
    provide(project, addresses(Number(running)));
    return async () => undefined;
  }
  const data = await mkdtemp(join(tmpdir(), 'congvan-e2e-'));
  const product = await startProduct(data, await freePortBase());
  provide(project, product);
  return async () => {
    await product.stop();
    await rm(data, { recursive: true, force: true });
  };
}

function provide(project: TestProject, { ubnd, stttt }: Addresses): void {
  project.provide('ubnd', ubnd);
  project.provide('stttt', stttt);
}
