import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_WITHIN_MS = 180_000;

export interface Addresses {
  ubnd: string;
  stttt: string;
}

export const addresses = (portBase: number): Addresses => ({
  ubnd: `http://localhost:${portBase + 56}`,
  stttt: `http://localhost:${portBase + 14}`,
});

export interface Product extends Addresses {
  stop(): Promise<void>;
}

/** Starts the product as a person would, with `npm start` on its own folder and ports, and waits until both agencies answer. */
export async function startProduct(data: string, portBase: number): Promise<Product> {
  const child = spawn('node', ['scripts/start.mjs', '--data', data, '--port-base', String(portBase)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const product = {
    ...addresses(portBase),
    stop: () => stop(child),
  };
  const deadline = Date.now() + START_WITHIN_MS;
  for (const url of [product.ubnd, product.stttt]) {
    while (!(await answers(url))) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
      if (Date.now() > deadline) throw new Error(`${url} did not answer within ${START_WITHIN_MS / 1000} s`);
      await sleep(300);
    }
  }
  return product;
}

/** Not answering yet is what is being waited for, so a refused connection is an answer here, not an error. */
const answers = (url: string) =>
  fetch(`${url}/api/health`).then(
    (response) => response.ok,
    () => false,
  );

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
