// The engine as a process of its own, which may be killed and paused.
import { type ChildProcess, spawn } from 'node:child_process';

export class EngineProcess {
  /** Its exit status; null: by a signal. */
  readonly exited: Promise<number | null>;
  /** What it has said on standard error. */
  errors = '';

  private constructor(
    private readonly child: ChildProcess,
    /** `host:port` of the gateway. */
    readonly address: string,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.stderr!.on('data', (chunk) => {
      this.errors += String(chunk);
    });
  }

  static async start(databaseUrl: string): Promise<EngineProcess> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'engine/main.ts', '--port', '0', '--database', databaseUrl],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    for await (const chunk of child.stdout!) {
      said += String(chunk);
      const address = /gateway at (\S+)/.exec(said)?.[1];
      if (address) return new EngineProcess(child, address);
    }
    throw new Error(`the engine did not start: ${String(child.stderr!.read() ?? '')}`);
  }

  pause(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
