import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from '@congvan/engine';
import { connectEngine } from '@congvan/engine/client';
import { afterAll, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest } from '../../office/testing/officeAtTest.ts';
import { registered } from '../../office/testing/pages.ts';
import { deployAll } from '../deployAll.ts';
import { startWorkers } from '../startWorkers.ts';

const stopping: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stopping.reverse()) await stop();
});

/** Six in the evening, UTC; it runs, and can be put forward. */
function eveningClock() {
  const evening = new Date();
  evening.setUTCHours(18, 0, 0, 0);
  let ahead = evening.getTime() - Date.now();
  const now = () => Date.now() + ahead;
  return {
    now,
    after(ms: number, work: () => void) {
      const due = now() + ms;
      const timer = setInterval(() => {
        if (now() < due) return;
        clearInterval(timer);
        work();
      }, 10);
      return () => clearInterval(timer);
    },
    soon: (work: () => void) => void setImmediate(work),
    putForward(ms: number) {
      ahead += ms;
    },
  };
}

async function stateOf(at: OfficeAtTest, documentId: string): Promise<string> {
  const { state } = await at.office.db
    .selectFrom('office.preservation')
    .select('state')
    .where('documentId', '=', documentId)
    .executeTakeFirstOrThrow();
  return state;
}

it('every night each document that is due is looked at', async () => {
  const clock = eveningClock();
  const at = await officeAtTest({ clock: { now: () => new Date(clock.now()) } });
  stopping.push(at.close);
  const documentId = await registered(at);
  await at.office.db
    .updateTable('office.preservation')
    .set({ dueAt: new Date(clock.now()) })
    .where('documentId', '=', documentId)
    .execute();
  const engine = await startEngine({ databaseUrl: at.databaseUrl, port: 0, clock });
  stopping.push(() => engine.stop());
  const client = connectEngine({ address: engine.address });
  stopping.push(() => client.close());
  await deployAll(client);
  const workers = startWorkers(client, at.office);
  stopping.push(() => workers.stop());
  expect(await stateOf(at, documentId)).toBe('waiting');
  clock.putForward(3_600_000);
  // The document has no signature: nothing to keep, and said so.
  for (let tries = 0; (await stateOf(at, documentId)) !== 'unsigned'; tries++) {
    expect(tries).toBeLessThan(600);
    await sleep(100);
  }
});
