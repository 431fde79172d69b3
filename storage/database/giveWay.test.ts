import { getPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { testDatabase } from '../testing/index.ts';
import { LOW_PRIORITY } from './giveWay.ts';
import { openDatabase } from './openDatabase.ts';

const backend = sql<{ pid: number }>`select pg_backend_pid() as pid`;

it.runIf(process.platform === 'linux')('lets background work give way to other connections', async () => {
  const { url, db, drop } = await testDatabase();
  const background = openDatabase(url, { max: 1, background: true });
  try {
    const low = Math.max(LOW_PRIORITY, getPriority((await backend.execute(db)).rows[0]!.pid));
    const { pid } = (await backend.execute(background)).rows[0]!;
    for (let tries = 0; tries < 100 && getPriority(pid) < low; tries += 1) await sleep(50);
    expect(getPriority(pid)).toBe(low);
  } finally {
    await background.destroy();
    await drop();
  }
});
