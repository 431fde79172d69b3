import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface KeptProcess {
  /** Resolves when the program says «ready» for the first time. */
  ready: Promise<void>;
  pid(): number | undefined;
  /** Asks it to stop and waits; kills it after 20 s. */
  stop(): Promise<void>;
}

export interface KeepOptions {
  name: string;
  program: string;
  env: Record<string, string>;
  onLine(line: string): void;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
const PATIENCE = 20_000;
const GIVE_UP = 6;

/**
 * Keeps a program running: one that ends is started again, after a pause that grows while it keeps failing. The child
 * sees its parent's end as the end of the channel between them, and ends too.
 * `ready` rejects when the program has ended six times without ever becoming ready.
 */
export function keepRunning({ name, program, env, onLine }: KeepOptions): KeptProcess {
  let child: ChildProcess | undefined;
  let stopping = false;
  let lastLine = '';
  const heard = (line: string) => {
    lastLine = line;
    onLine(line);
  };
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const ready = new Promise<void>((yes, no) => {
    [resolve, reject] = [yes, no];
  });

  async function run(): Promise<void> {
    let pause = FIRST_PAUSE;
    let failures = 0;
    while (!stopping) {
      let wasReady = false;
      child = fork(program, {
        env: { ...process.env, ...env },
        // Documents are memory outside V8's heap; see «On all cores» in docs/signing.md.
        execArgv: ['--heap-growing-percent=300', '--import', 'tsx'],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      child.on('message', (message) => {
        if (message !== 'ready') return;
        wasReady = true;
        resolve();
      });
      for (const stream of [child.stdout, child.stderr]) forEachLine(stream!, heard);
      const [code, signal] = await once(child, 'exit');
      if (stopping) return;
      if (wasReady) [pause, failures] = [FIRST_PAUSE, 0];
      else failures++;
      onLine(`${name} đã dừng (${signal ?? code}); chạy lại sau ${pause / 1000} giây.`);
      if (failures === GIVE_UP) reject(new Error(`${name} không khởi động được: ${lastLine}`));
      await sleep(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  const running = run();
  return {
    ready,
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      if (child && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child?.kill('SIGKILL'), PATIENCE);
        await running;
        clearTimeout(timer);
      }
    },
  };
}

function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
