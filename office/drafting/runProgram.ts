import { spawn } from 'node:child_process';

/** There is no such program on this machine. */
export class ProgramMissingError extends Error {
  readonly code = 'program-missing';
  constructor(program: string) {
    super(`Không có chương trình ${program}.`);
    this.name = 'ProgramMissingError';
  }
}

/**
 * Runs a program to its end, or kills it and all that it started when the time is over.
 * @param environment what it sees beside our own environment
 * @returns the last 4000 characters that it said
 * @throws {ProgramMissingError}
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { environment, timeoutMs }: { environment: Record<string, string>; timeoutMs: number },
): Promise<{ timedOut: boolean; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // a group of its own, which can be killed as a whole
    });
    let output = '';
    let timedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4000);
      });
    }
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) killGroup(child.pid);
    }, timeoutMs);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(error.code === 'ENOENT' || error.code === 'EACCES' ? new ProgramMissingError(program) : error);
    });
    child.on('close', () => {
      clearTimeout(timer);
      done({ timedOut, output });
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it ended by itself just now
  }
}
