import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseStartError } from './errors.ts';

const run = promisify(execFile);

/** The account that PostgreSQL runs under. */
export interface RunAs {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root lends it the account «postgres», made if it is missing. An ordinary
 * user needs none.
 * @throws {DatabaseStartError} when the account cannot be made
 */
export async function postgresAccount(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await lookUp()) ?? (await create());
}

async function lookUp(): Promise<RunAs | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` fails when there is no such account; the caller makes it.
  }
}

async function create(): Promise<RunAs> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  } catch (cause) {
    throw new DatabaseStartError('đang chạy với quyền root và không tạo được tài khoản «postgres»', {
      cause,
    });
  }
  const account = await lookUp();
  if (!account) throw new DatabaseStartError('không tìm thấy tài khoản «postgres» vừa tạo');
  return account;
}

/** Whether the account may enter every folder from / down to this one. */
export async function canReach(folder: string, { uid, gid }: RunAs): Promise<boolean> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const entry = await stat(at).catch(() => undefined);
    if (entry) {
      const enter = entry.uid === uid ? 0o100 : entry.gid === gid ? 0o010 : 0o001;
      if ((entry.mode & enter) === 0) return false;
    }
    if (at === dirname(at)) return true;
  }
}

/**
 * Lets the account pass through a closed folder of ours in the temporary folder (mkdtemp), without letting it list it, so
 * that what is temporary stays there and goes with it.
 * @returns whether the account now reaches the folder
 */
export async function openTemporary(folder: string, runAs: RunAs): Promise<boolean> {
  const top = resolve(tmpdir());
  for (let at = resolve(folder); at.startsWith(top + sep); at = dirname(at)) {
    const { mode, uid } = await stat(at);
    if (uid !== 0) return false;
    await chmod(at, mode | 0o011);
  }
  return canReach(folder, runAs);
}
