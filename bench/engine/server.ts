import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Server = { address: string; stop(): Promise<void> };

/**
 * `npm run engine` in a process of its own, durable in a PostgreSQL of its own, in a new folder.
 * @param profileTo folder that gets a CPU profile when it stops
 */
export async function startServer(profileTo?: string): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  const profile = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const main = join(import.meta.dirname, '../../engine/main.ts');
  const child = spawn(
    process.execPath,
    [...profile, '--import', 'tsx', main, '--port', '0', '--data', data],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  return { address: await addressOf(child), stop: () => stop(child, data) };
}

async function addressOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = /at (\S+:\d+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('the engine ended without saying its address');
}

async function stop(child: ChildProcess, data: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(data, { recursive: true, force: true });
}
