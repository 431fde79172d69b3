import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Completed instances a second of bpmn-engine, and CPU time of one, milliseconds. */
export type PeerThroughput = { perSecond: number; cpuMs: number };

/** Measured in a process of its own: what it leaves in memory must not slow down who measures ours. */
export function peerThroughput(seconds: number): PeerThroughput {
  const program = join(import.meta.dirname, 'peerProgram.ts');
  const args = ['--import', 'tsx', program, String(seconds)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as PeerThroughput;
}
