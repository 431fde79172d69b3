import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Simulator {
  /** Its token's certificate, PEM. */
  certificate: string;
  stop(): Promise<void>;
}

/** Starts the token plug-in's simulator as a person would, with `npm run plugin-simulator`. */
export async function startSimulator(data: string, port: number, name: string): Promise<Simulator> {
  const args = ['--import', 'tsx', 'scripts/pluginSimulator.ts', '--data', data, '--port', String(port)];
  const child = spawn('node', [...args, '--name', name], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await ready(child);
  return {
    certificate: join(data, 'plugin-simulator/token.pem'),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The simulator did not start')));
  await Promise.race([once(child.stdout!, 'data'), ended]);
  ended.catch(() => undefined);
  child.stdout!.resume();
}
