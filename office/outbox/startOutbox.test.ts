import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EnginePort } from '../engine.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { enqueue } from './enqueue.ts';
import { type RunningOutbox, startOutbox } from './startOutbox.ts';

let at: OfficeAtTest;
let running: RunningOutbox[] = [];
const completed: string[] = [];
let answer: (jobKey: string) => Promise<void> = async () => undefined;

beforeAll(async () => {
  const completeJob: EnginePort['completeJob'] = async (jobKey) => {
    completed.push(jobKey);
    await answer(jobKey);
  };
  at = await officeAtTest();
  at.office.engine = { ...at.office.engine, completeJob };
});
afterEach(async () => {
  await Promise.all(running.map((outbox) => outbox.stop()));
  running = [];
  completed.length = 0;
  answer = async () => undefined;
  await at.office.db.deleteFrom('office.outbox').execute();
});
afterAll(() => at.close());

const put = (documentId: string, jobKey: string) =>
  enqueue(at.office, at.office.db, documentId, {
    kind: 'engine.completeJob',
    payload: { jobKey, variables: {} },
  });
const start = () => running.push(startOutbox(at.office, { pollMs: 5 }));

async function drained(): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    const left = await at.office.db
      .selectFrom('office.outbox')
      .select('id')
      .where('doneAt', 'is', null)
      .execute();
    if (left.length === 0) return;
    await sleep(10);
  }
  throw new Error('the outbox was never empty');
}

describe('the outbox', () => {
  it('delivers the messages of one document in order, though several processes share the work', async () => {
    const documents = Array.from({ length: 5 }, () => randomUUID());
    const keys: string[] = [];
    for (let i = 0; i < 8; i++) {
      for (const [index, documentId] of documents.entries()) {
        await put(documentId, `${index}${i}`);
        keys.push(`${index}${i}`);
      }
    }
    answer = () => sleep(Math.random() * 5);
    start();
    start();
    await drained();
    expect(completed.toSorted()).toEqual(keys.toSorted());
    for (const index of documents.keys()) {
      const mine = completed.filter((key) => key.startsWith(String(index)));
      expect(mine).toEqual(mine.toSorted());
    }
  });

  it('tries again what failed, and holds back only what is behind it in the same document', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    let failures = 2;
    answer = async (key) => {
      if (key === '1' && failures-- > 0) throw new Error('the engine is away');
    };
    await put(first, '1');
    await put(first, '2');
    await put(second, '3');
    start();
    await drained();
    expect(completed.filter((key) => key === '1')).toHaveLength(3);
    expect(completed.indexOf('2')).toBeGreaterThan(completed.lastIndexOf('1'));
    expect(completed.indexOf('3')).toBeLessThan(completed.lastIndexOf('1'));
  });

  it('takes a job that the engine no longer knows as completed before', async () => {
    answer = () => Promise.reject(Object.assign(new Error('no such job'), { code: 5 }));
    await put(randomUUID(), '9');
    start();
    await drained();
    expect(completed).toEqual(['9']);
  });

  it('delivers again what a killed process was delivering', async () => {
    await put(randomUUID(), '4');
    let reached: () => void = () => undefined;
    const delivering = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let release: () => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        release = resolve;
        reached();
      });
    start();
    await delivering;
    // Before the first holder is gone: whoever delivers again may begin at once.
    answer = async () => undefined;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`.execute(at.office.db);
    release();
    await drained();
    expect(completed).toEqual(['4', '4']);
  });
});
