import { spawn } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from './createDatabase.ts';
import { startEmbeddedPostgres } from './embeddedPostgres.ts';
import { DatabaseStartError } from './errors.ts';
import { openDatabase } from './openDatabase.ts';
import { isAlive } from './postmaster.ts';

async function rows(url: string, statement: string): Promise<unknown[]> {
  const db = openDatabase(url, { max: 1 });
  try {
    return (await sql.raw(statement).execute(db)).rows;
  } finally {
    await db.destroy();
  }
}

// initdb takes its time when every core is busy.
describe('embedded PostgreSQL', { timeout: 120_000 }, () => {
  let folder: string;
  let dataDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-embedded-'));
    await chmod(folder, 0o755);
    dataDir = join(folder, 'postgres');
  });
  afterEach(async () => {
    const left = await startEmbeddedPostgres({ dataDir });
    await left.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps data, port and password over a stop and a start, durable by default', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    const url = await createDatabase(first.url, 'office');
    expect(await createDatabase(first.url, 'office')).toBe(url);
    await rows(url, "create table kept (word text); insert into kept values ('Thanh Hóa')");
    expect(await rows(url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await rows(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir });
    expect(second).toMatchObject({ url: first.url, port: first.port, adopted: false });
    expect(await rows(url, 'select * from kept')).toEqual([{ word: 'Thanh Hóa' }]);
    await second.stop();
  });

  it('takes over a server that outlived its killed owner', async () => {
    const module = pathToFileURL(join(import.meta.dirname, 'embeddedPostgres.ts')).href;
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
      const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
      console.log(url); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const url = await new Promise<string>((done, fail) => {
      owner.stdout.setEncoding('utf8').once('data', (text: string) => done(text.trim()));
      owner.on('exit', () => fail(new Error('the owner ended')));
    });
    const gone = new Promise((done) => owner.on('exit', done));
    owner.kill('SIGKILL');
    await gone;
    const alias = join(folder, 'alias');
    await symlink(folder, alias);
    const postgres = await startEmbeddedPostgres({ dataDir: join(alias, 'postgres') });
    expect(postgres).toMatchObject({ url, adopted: true });
    expect(await rows(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  it('recovers committed data after the server itself was killed', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    const url = await createDatabase(first.url, 'office');
    await rows(url, "create table kept (word text); insert into kept values ('đã ghi')");
    const pid = Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await sleep(20);
    const second = await startEmbeddedPostgres({ dataDir });
    expect(second.adopted).toBe(false);
    expect(await rows(url, 'select * from kept')).toEqual([{ word: 'đã ghi' }]);
    await second.stop();
  });

  it('is not fooled by a stale process file that names another living program or server', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
    await first.stop();
    const other = await startEmbeddedPostgres({ dataDir: join(folder, 'other') });
    const [otherPid] = (await readFile(join(folder, 'other/postmaster.pid'), 'utf8')).split('\n');
    for (const pid of [process.ppid, otherPid]) {
      await writeFile(join(dataDir, 'postmaster.pid'), [pid, ...lines.slice(1)].join('\n'));
      const second = await startEmbeddedPostgres({ dataDir });
      expect(second.adopted).toBe(false);
      expect(await rows(second.url, 'show data_directory')).toEqual([{ data_directory: dataDir }]);
      await second.stop();
    }
    await other.stop();
  });

  it.runIf(process.getuid?.() === 0)('runs for root in a closed temporary folder', async () => {
    await chmod(folder, 0o700);
    const postgres = await startEmbeddedPostgres({ dataDir });
    expect((await lstat(dataDir)).isDirectory()).toBe(true);
    expect((await stat(folder)).mode & 0o777).toBe(0o711);
    await postgres.stop();
  });

  it.runIf(process.getuid?.() === 0)(
    'runs for root out of a folder that is closed to other accounts',
    async () => {
      const closed = await mkdtemp(join(homedir(), '.congvan-embedded-'));
      try {
        const first = await startEmbeddedPostgres({ dataDir: join(closed, 'postgres') });
        const elsewhere = await readlink(join(closed, 'postgres'));
        await first.stop();
        const second = await startEmbeddedPostgres({ dataDir: join(closed, 'postgres') });
        expect(second.url).toBe(first.url);
        expect(await rows(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
        await second.stop();
        await rm(elsewhere, { recursive: true });
      } finally {
        await rm(closed, { recursive: true });
      }
    },
  );

  it('refuses a folder that holds something else, and changes nothing there', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'note.txt'), 'mine');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(DatabaseStartError);
    expect(await readFile(join(dataDir, 'note.txt'), 'utf8')).toBe('mine');
    await rm(dataDir, { recursive: true });
  });
});
