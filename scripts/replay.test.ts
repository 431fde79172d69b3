import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePortBase } from './demonstration/freePortBase.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MINUTES = 60_000;
let folder: string;
let data: string;
let out: string;
let portBase: number;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-replay-test-'));
  data = join(folder, 'data');
  out = join(folder, 'out');
  portBase = await freePortBase();
});
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => once(child, 'exit')));
  await rm(folder, { recursive: true, force: true });
});

/** Starts `npm run replay`; `said` waits until a line matches, `ended` gives the code and all that was said. */
function replay() {
  const args = [
    '--import',
    'tsx',
    'scripts/replay.ts',
    '--data',
    data,
    '--out',
    out,
    '--port-base',
    String(portBase),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exit = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return { code: code as number | null, output };
  });
  return {
    ended: exit,
    async said(pattern: RegExp) {
      while (!pattern.test(output)) {
        if (!running.has(child)) throw new Error(`It ended without saying ${pattern}:\n${output}`);
        await sleep(20);
      }
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** The process that serves an agency now: the last one that its log names. */
function serverOf(organId: string): number {
  const pids = readFileSync(join(data, organId, 'server.log'), 'utf8').match(/"pid":(\d+)/g) ?? [];
  return Number(pids.at(-1)?.slice('"pid":'.length));
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(50);
  }
}

describe('the replay', () => {
  it(
    'goes on when kill -9 takes a server in the middle, and then everything: nothing is lost, nothing done twice',
    async () => {
      const first = replay();
      await first.said(/giamdoc\.stttt +Ký số → sign/);
      process.kill(serverOf('H56.14'), 'SIGKILL');
      await first.said(/phochutich\.ubnd +Cho ý kiến chỉ đạo → instruct/);
      process.kill(serverOf('H56'), 'SIGKILL');
      await first.said(/chuyenvien\.ubnd +Soạn thảo → submit/);
      const servers = [serverOf('H56'), serverOf('H56.14')];
      first.kill();
      await first.ended;
      await Promise.all(servers.map(gone));

      const { code, output } = await replay().ended;
      const result = JSON.parse(output.trim().split('\n').at(-1) ?? '');
      expect(result.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
      expect(code).toBe(0);
      expect(output).not.toMatch(/Mở dự thảo|giamdoc\.stttt +Ký số|Cho ý kiến chỉ đạo/);
      expect(result.documents.map(({ label }: { label: string }) => label)).toEqual([
        '2225/TTr-STTTT',
        '5447/QĐ-UBND',
      ]);
      expect(readdirSync(out).sort()).toEqual([
        '2225-TTr-STTTT-H56.14-H56.edxml',
        '2225-TTr-STTTT.pdf',
        '5447-QD-UBND-H56-H56.14.edxml',
        '5447-QD-UBND.pdf',
        'ca.pem',
      ]);
    },
    5 * MINUTES,
  );
});
