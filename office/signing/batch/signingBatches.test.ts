import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBatches, presentBatch, type SigningBatches, signingBatches } from '../../index.ts';
import {
  ended,
  serverWith,
  signaturesOf,
  signedIn,
  versionsOf,
  waitingForLeader,
} from '../../testing/batches.ts';
import { doStep } from '../../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest, PIN } from '../../testing/officeAtTest.ts';
import { startTimestampGate, type TimestampGate } from '../../testing/timestampGate.ts';

let at: OfficeAtTest;
let batches: SigningBatches;
let folder: string;
let gate: TimestampGate;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-batch-'));
  const authority = await createTestAuthority({ folder });
  gate = await startTimestampGate(authority);
  at = await officeAtTest({ authority, timestampUrls: [gate.url] });
  batches = signingBatches(at.office, { onError: console.error });
});
afterAll(async () => {
  await batches.stop();
  await gate.stop();
  await at.close();
  await rm(folder, { recursive: true });
});

describe('a batch', () => {
  it('signs each document with one passphrase, and says of each that is refused why', async () => {
    const { documentIds, items } = await waitingForLeader(at, 3);
    await doStep(at, documentIds[1]!, 'sign', { outcome: 'return', remark: 'Sửa', passphrase: undefined });
    const batchId = randomUUID();
    await batches.start(at.people.leader, { batchId, items, passphrase: PIN });
    const view = await ended(at, batchId);
    expect(view).toMatchObject({ state: 'finished', signed: 2, refused: 1, waiting: 0 });
    const refused = view.items.find(({ state }) => state === 'refused')!;
    expect(refused).toMatchObject({ document: { id: documentIds[1] }, code: 'document-state' });
    expect(refused.reason).toContain('dự thảo');
  });

  it('signs nothing twice, however often it is asked', async () => {
    const { documentIds, items } = await waitingForLeader(at, 2);
    const batch = { batchId: randomUUID(), items, passphrase: PIN };
    await Promise.all([
      batches.start(at.people.leader, batch),
      ended(at, batch.batchId).catch(() => undefined),
    ]);
    await batches.start(at.people.leader, batch);
    await ended(at, batch.batchId);
    await batches.resume(at.people.leader, { batchId: batch.batchId, passphrase: PIN });
    expect(await ended(at, batch.batchId)).toMatchObject({ state: 'finished', signed: 2 });
    expect(await Promise.all(documentIds.map((id) => versionsOf(at, id)))).toEqual([2, 2]);
  });

  it('is not begun with a wrong passphrase, and is nobody else’s', async () => {
    const { items } = await waitingForLeader(at, 1);
    const batch = { batchId: randomUUID(), items, passphrase: 'sai' };
    await expect(batches.start(at.people.leader, batch)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(presentBatch(at.office, at.people.leader, batch.batchId)).rejects.toMatchObject({
      code: 'batch-not-found',
    });
    await batches.start(at.people.leader, { ...batch, passphrase: PIN });
    const theft = presentBatch(at.office, at.people.clerk, batch.batchId);
    await expect(theft).rejects.toMatchObject({ code: 'batch-not-found' });
    await ended(at, batch.batchId);
  });

  it('is interrupted when its server is killed, and goes on elsewhere without signing anything twice', async () => {
    const { documentIds, items } = await waitingForLeader(at, 6);
    const batchId = randomUUID();
    gate.letThrough(2);
    const killed = serverWith(at, [gate.url], { batchId, items, passphrase: PIN });
    await expect.poll(() => signedIn(at, batchId), { timeout: 240_000 }).toBe(2);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const { leader } = at.people;
    expect(await presentBatch(at.office, leader, batchId)).toMatchObject({ signed: 2, waiting: 4 });

    gate.letThrough(Number.POSITIVE_INFINITY);
    const later = { ...at.office, clock: { now: () => new Date(Date.now() + 60_000) } };
    expect(await openBatches(later, leader)).toMatchObject([{ id: batchId, state: 'interrupted' }]);
    const elsewhere = signingBatches(later, { onError: console.error });
    await elsewhere.resume(leader, { batchId, passphrase: PIN });
    expect(await ended(at, batchId)).toMatchObject({ state: 'finished', signed: 6, refused: 0 });
    expect(await Promise.all(documentIds.map((id) => versionsOf(at, id)))).toEqual(Array(6).fill(2));
    for (const documentId of documentIds)
      expect(await signaturesOf(at, documentId)).toMatchObject([{ verdict: 'valid' }]);
  }, 400_000);
});
