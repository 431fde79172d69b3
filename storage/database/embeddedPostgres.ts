import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, open, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresBinaries, postgresBinaries } from './binaries.ts';
import { DatabaseStartError } from './errors.ts';
import { freePort, isFree } from './ports.ts';
import { livePostmaster } from './postmaster.ts';
import { canReach, openTemporary, postgresAccount, type RunAs } from './runAs.ts';

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made on the first start. */
  dataDir: string;
  /** Without one, a free port is chosen and kept for the next starts. */
  port?: number;
  /** Server settings as in postgresql.conf. Default: durable, as PostgreSQL ships. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Administrator's URL, ending in the database «postgres». */
  url: string;
  port: number;
  /** Whether a server that outlived its owner was found running and taken over. */
  adopted: boolean;
  /** Orderly stop: running statements end, the last checkpoint is written. */
  stop(): Promise<void>;
}

/** What we keep beside the cluster's own files. */
interface Remembered {
  port: number;
  password: string;
}

const USER = 'congvan';
const REMEMBERED = 'congvan.json';
const START_SECONDS = 120;
const SHARED = '/var/lib/congvan';
/** MB. A new segment of the log is filled with zeros while commits wait: 16 MB, the default, take 40 ms. */
const WAL_SEGMENT = 4;

/**
 * Runs PostgreSQL from the npm package on this machine, reachable on 127.0.0.1 only, with a password.
 * The server is a process of its own: it outlives a killed owner, and the next start takes it over; after a
 * power loss it recovers from its log. Text is UTF-8, compared by code point; sort for people with
 * `collate "vi-x-icu"`.
 * @throws {DatabaseStartError}
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const runAs = await postgresAccount();
  const binaries = await postgresBinaries(runAs);
  const cluster = await clusterFolder(resolve(options.dataDir), runAs);
  await rm(`${cluster}.new`, { recursive: true, force: true });
  const remembered = (await recall(cluster)) ?? (await initialise(cluster, binaries, runAs));

  const running = await settledPostmaster(cluster);
  const port = running?.port ?? (await choosePort(options.port, remembered.port));
  if (!running) {
    await rm(join(cluster, 'postmaster.pid'), { force: true });
    await pgCtl(binaries, runAs, [
      ...['start', '-w', '-t', String(START_SECONDS), '-D', cluster, '-l', join(cluster, 'start.log')],
      ...['-o', serverArguments(port, options.settings ?? {})],
    ]);
  }
  if (port !== remembered.port) await remember(cluster, { ...remembered, port }, runAs);
  return {
    url: `postgres://${USER}:${remembered.password}@127.0.0.1:${port}/postgres`,
    port,
    adopted: running !== undefined,
    stop: async () => {
      if (await livePostmaster(cluster)) {
        await pgCtl(binaries, runAs, [
          'stop',
          '-w',
          '-t',
          String(START_SECONDS),
          '-m',
          'fast',
          '-D',
          cluster,
        ]);
      }
    },
  };
}

/** Root's own folders may be closed to PostgreSQL's account; then the cluster lives elsewhere, behind a link. */
async function clusterFolder(dataDir: string, runAs: RunAs | undefined): Promise<string> {
  const parent = dirname(dataDir);
  await mkdir(parent, { recursive: true });
  const there = await lstat(dataDir).catch(() => undefined);
  if (there) return there.isSymbolicLink() ? resolve(parent, await readlink(dataDir)) : dataDir;
  if (!runAs || (await canReach(parent, runAs)) || (await openTemporary(parent, runAs))) return dataDir;
  const elsewhere = join(SHARED, `cluster-${randomBytes(6).toString('hex')}`);
  await mkdir(SHARED, { recursive: true, mode: 0o755 });
  await symlink(elsewhere, dataDir);
  return elsewhere;
}

/** A cluster is made beside its place and moved there when complete, so that a start cut short can be repeated. */
async function initialise(cluster: string, binaries: PostgresBinaries, runAs: RunAs | undefined) {
  const fresh = `${cluster}.new`;
  const remembered: Remembered = { port: 0, password: randomBytes(18).toString('base64url') };
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await own(fresh, runAs);
  const passwordFile = `${cluster}.password`;
  await write(passwordFile, remembered.password, runAs);
  try {
    await execute(binaries.initdb, runAs, [
      ...['-D', fresh, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      `--wal-segsize=${WAL_SEGMENT}`,
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await remember(fresh, remembered, runAs);
  await rename(fresh, cluster).catch((cause) => {
    throw new DatabaseStartError(`thư mục ${cluster} đã chứa dữ liệu khác`, { cause });
  });
  return remembered;
}

/** Waits out a server that is starting or stopping; gives the one that is ready, or none. */
async function settledPostmaster(cluster: string) {
  for (let waited = 0; waited < START_SECONDS * 10; waited += 1) {
    const postmaster = await livePostmaster(cluster);
    if (!postmaster || postmaster.status === 'ready') return postmaster;
    await sleep(100);
  }
  throw new DatabaseStartError(`tiến trình cũ ở ${cluster} không trả lời`);
}

async function choosePort(asked: number | undefined, last: number): Promise<number> {
  if (asked) {
    if (await isFree(asked)) return asked;
    throw new DatabaseStartError(`cổng ${asked} đang có chương trình khác dùng`);
  }
  return last && (await isFree(last)) ? last : freePort();
}

function serverArguments(port: number, settings: Record<string, string>): string {
  const all = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A week of logs, one file a day, overwritten in turn.
    logging_collector: 'on',
    log_filename: 'postgres-%a.log',
    log_truncate_on_rotation: 'on',
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(' ');
}

async function recall(cluster: string): Promise<Remembered | undefined> {
  const text = await readFile(join(cluster, REMEMBERED), 'utf8').catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Remembered;
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined)
    throw new DatabaseStartError(`${cluster} là dữ liệu PostgreSQL của chương trình khác`);
  return undefined;
}

async function remember(cluster: string, remembered: Remembered, runAs: RunAs | undefined): Promise<void> {
  const file = join(cluster, REMEMBERED);
  await write(`${file}.new`, JSON.stringify(remembered), runAs);
  await rename(`${file}.new`, file);
}

async function write(file: string, text: string, runAs: RunAs | undefined): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await own(file, runAs);
}

async function own(path: string, runAs: RunAs | undefined): Promise<void> {
  if (runAs) await chown(path, runAs.uid, runAs.gid);
}

async function pgCtl(binaries: PostgresBinaries, runAs: RunAs | undefined, args: string[]): Promise<void> {
  await execute(binaries.pgCtl, runAs, ['-s', ...args]);
}

/** The server inherits no pipe of ours: output goes to files, so nothing waits for it or breaks with us. */
async function execute(command: string, runAs: RunAs | undefined, args: string[]): Promise<void> {
  const child = spawn(command, args, { ...runAs, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-4000);
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail).on('exit', done);
  });
  child.stderr.destroy();
  if (code !== 0) throw new DatabaseStartError(`${command} kết thúc với mã ${code}: ${output.trim()}`);
}
