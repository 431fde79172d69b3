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
    /** The product's folder, and the port of the token plug-in that it expects. */
    data: string;
    pluginPort: number;
  }
}

/**
 * One product for the whole run, on a folder that is gone afterwards; or the one that already runs on the port base
 * that `CONGVAN_E2E_PORT_BASE` names, on the folder `CONGVAN_E2E_DATA`.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.CONGVAN_E2E_PORT_BASE;
  if (running) {
    provide(project, addresses(Number(running)), process.env.CONGVAN_E2E_DATA ?? 'data', Number(running));
    return async () => undefined;
  }
  const data = await mkdtemp(join(tmpdir(), 'congvan-e2e-'));
  const portBase = await freePortBase();
  const product = await startProduct(data, portBase);
  provide(project, product, data, portBase);
  return async () => {
    await product.stop();
    await rm(data, { recursive: true, force: true });
  };
}

function provide(project: TestProject, { ubnd, stttt }: Addresses, data: string, portBase: number): void {
  project.provide('ubnd', ubnd);
  project.provide('stttt', stttt);
  project.provide('data', data);
  project.provide('pluginPort', portBase + 987);
}
