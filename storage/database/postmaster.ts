import { readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** What PostgreSQL writes about itself into postmaster.pid (src/include/utils/pidfile.h). */
export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown';
}

/** The postmaster that postmaster.pid names, if its process lives and is PostgreSQL; a stale file counts as none. */
export async function livePostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid) || !(await serves(pid, cluster))) return undefined;
  const status = (lines[7] ?? '').trim();
  return { pid, port: Number(lines[3]), status: isStatus(status) ? status : 'unknown' };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * After a power loss another program may have got the number, or the PostgreSQL of another folder: a postmaster works in
 * its data folder. Where /proc is missing, the number alone decides.
 */
async function serves(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (commandLine === undefined) return true;
  if (!/postgres/.test(commandLine.split('\0')[0] ?? '')) return false;
  // Hidden from us is a process of another account, which cannot be ours: PostgreSQL works on its own account's folders only.
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === (await realpath(cluster));
}

function isStatus(word: string): word is Exclude<Postmaster['status'], 'unknown'> {
  return ['starting', 'stopping', 'ready', 'standby'].includes(word);
}
