import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../database/ports.ts';
import type { S3Options } from '../files/s3FileStore.ts';

export interface TestS3 {
  options: S3Options;
  /** The folder whose subfolders are the buckets, for tests that spoil what is kept. */
  objects: string;
  stop(): Promise<void>;
}

/** A real S3 server for tests: versitygw (Apache-2.0) on a folder of its own. */
export async function startVersitygw(): Promise<TestS3> {
  const root = await mkdtemp(join(tmpdir(), 'congvan-s3-'));
  const [objects, metadata, versions] = ['objects', 'metadata', 'versions'].map((name) =>
    join(root, name),
  ) as [string, string, string];
  for (const folder of [objects, metadata, versions]) await mkdir(folder);
  const port = await freePort();
  const credentials = { accessKey: 'congvan-test', secretKey: 'congvan-test-secret' };
  const child = spawn(
    program(),
    [
      ...[
        '--port',
        `127.0.0.1:${port}`,
        '--access',
        credentials.accessKey,
        '--secret',
        credentials.secretKey,
      ],
      ...['--quiet', 'posix', '--sidecar', metadata, '--versioning-dir', versions, objects],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-2000);
  });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new Error(`versitygw did not start: ${output}`);
    await sleep(50);
  }
  return {
    options: { endPoint: '127.0.0.1', port, useSSL: false, ...credentials, bucket: 'congvan' },
    objects,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(root, { recursive: true, force: true });
    },
  };
}

function program(): string {
  const tools = join(import.meta.dirname, '../../tools/bin');
  const folders = [tools, ...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go/bin')];
  const found = folders.map((folder) => join(folder, 'versitygw')).find((file) => existsSync(file));
  if (!found) throw new Error('versitygw is missing: run scripts/tools/versitygw.sh');
  return found;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}
