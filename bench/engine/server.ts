import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');

export type Server = {
  address: string;
  /** CPU time of the gateway's process so far, milliseconds; undefined where there is no /proc. */
  cpuMs(): number | undefined;
  stop(): Promise<void>;
};

/**
 * `npm run engine` in a process of its own, durable in a PostgreSQL of its own, in a new folder.
 * @param profileTo folder that gets a CPU profile when it stops
 */
export async function startServer(profileTo?: string): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  const profile = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const child = spawn(process.execPath, [...profile, ...engineArguments(), '--port', '0', '--data', data], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  // A bench that is stopped takes its gateway along.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void stop(child, data).then(() => process.exit(1));
    });
  return { address: await addressOf(child), cpuMs: () => cpuMsOf(child.pid), stop: () => stop(child, data) };
}

/** What `npm run engine` gives to Node once everything is installed. */
function engineArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { engine: string };
  };
  return scripts.engine.split(' && node ')[1]!.split(' ');
}

/** Ticks of user and system time (proc(5), stat), of which Linux counts a hundred a second. */
function cpuMsOf(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
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
