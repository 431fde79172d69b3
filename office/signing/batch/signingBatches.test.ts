import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestAuthority, startTimestampAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BatchView,
  documentsToSign,
  getDocument,
  openBatches,
  presentBatch,
  type SigningBatches,
  signatureReports,
  signingBatches,
} from '../../index.ts';
import { doStep, draftBefore } from '../../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest, PIN } from '../../testing/officeAtTest.ts';
import { giveTask } from '../../testing/tasks.ts';

let at: OfficeAtTest;
let batches: SigningBatches;
let folder: string;
let timestamps: { url: string; stop(): Promise<void> };
let gate: Server;
/** How many timestamps are let through before the authority falls silent. */
let allowance = Number.POSITIVE_INFINITY;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-batch-'));
  const authority = await createTestAuthority({ folder });
  timestamps = await startTimestampAuthority({ authority });
  gate = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if (allowance-- <= 0) return;
    const headers = { 'content-type': 'application/timestamp-query' };
    const answer = await fetch(timestamps.url, { method: 'POST', body, headers });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  at = await officeAtTest({ authority, timestampUrls: [gateUrl()] });
  batches = signingBatches(at.office, { onError: console.error });
});
afterAll(async () => {
  await batches.stop();
  gate.closeAllConnections();
  gate.close();
  await at.close();
  await timestamps.stop();
  await rm(folder, { recursive: true });
});

const gateUrl = () => `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;

/** Drafts that wait for the leader, as their batch would take them. */
async function waiting(count: number) {
  const documentIds: string[] = [];
  for (let made = 0; made < count; made++) {
    const documentId = await draftBefore(at, 'sign');
    await giveTask(at, 'sign', documentId, { assigneeId: at.people.leader.id });
    documentIds.push(documentId);
  }
  const open = await documentsToSign(at.office, at.people.leader);
  const items = open
    .filter(({ document }) => documentIds.includes(document.id))
    .map(({ taskId, fileSha256 }) => ({ taskId, fileSha256 }));
  expect(items).toHaveLength(count);
  return { documentIds, items };
}

async function ended(batchId: string): Promise<BatchView> {
  for (;;) {
    const view = await presentBatch(at.office, at.people.leader, batchId);
    if (view.state !== 'running') return view;
    await sleep(50);
  }
}

const versionsOf = async (documentId: string) => {
  const { files } = await getDocument(at.office, at.people.clerk, { documentId });
  return files.filter(({ role }) => role === 'main').length;
};

describe('a batch', () => {
  it('signs each document with one passphrase, and says of each that is refused why', async () => {
    const { documentIds, items } = await waiting(3);
    await doStep(at, documentIds[1]!, 'sign', { outcome: 'return', remark: 'Sửa', passphrase: undefined });
    const batchId = randomUUID();
    await batches.start(at.people.leader, { batchId, items, passphrase: PIN });
    const view = await ended(batchId);
    expect(view).toMatchObject({ state: 'finished', signed: 2, refused: 1, waiting: 0 });
    const refused = view.items.find(({ state }) => state === 'refused')!;
    expect(refused).toMatchObject({ document: { id: documentIds[1] }, code: 'document-state' });
    expect(refused.reason).toContain('dự thảo');
  });

  it('signs nothing twice, however often it is asked', async () => {
    const { documentIds, items } = await waiting(2);
    const batch = { batchId: randomUUID(), items, passphrase: PIN };
    await Promise.all([batches.start(at.people.leader, batch), ended(batch.batchId).catch(() => undefined)]);
    await batches.start(at.people.leader, batch);
    await ended(batch.batchId);
    await batches.resume(at.people.leader, { batchId: batch.batchId, passphrase: PIN });
    expect(await ended(batch.batchId)).toMatchObject({ state: 'finished', signed: 2 });
    expect(await Promise.all(documentIds.map(versionsOf))).toEqual([2, 2]);
  });

  it('is not begun with a wrong passphrase, and is nobody else’s', async () => {
    const { items } = await waiting(1);
    const batch = { batchId: randomUUID(), items, passphrase: 'sai' };
    await expect(batches.start(at.people.leader, batch)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(presentBatch(at.office, at.people.leader, batch.batchId)).rejects.toMatchObject({
      code: 'batch-not-found',
    });
    await batches.start(at.people.leader, { ...batch, passphrase: PIN });
    const theft = presentBatch(at.office, at.people.clerk, batch.batchId);
    await expect(theft).rejects.toMatchObject({ code: 'batch-not-found' });
    await ended(batch.batchId);
  });

  it('is interrupted when its server is killed, and goes on elsewhere without signing anything twice', async () => {
    const { documentIds, items } = await waiting(6);
    const batchId = randomUUID();
    allowance = 2;
    const killed = serverWith({ batchId, items, passphrase: PIN });
    await expect.poll(() => signedIn(batchId), { timeout: 240_000 }).toBe(2);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const { leader } = at.people;
    expect(await presentBatch(at.office, leader, batchId)).toMatchObject({ signed: 2, waiting: 4 });

    allowance = Number.POSITIVE_INFINITY;
    const later = { ...at.office, clock: { now: () => new Date(Date.now() + 60_000) } };
    expect(await openBatches(later, leader)).toMatchObject([{ id: batchId, state: 'interrupted' }]);
    const elsewhere = signingBatches(later, { onError: console.error });
    await elsewhere.resume(leader, { batchId, passphrase: PIN });
    expect(await ended(batchId)).toMatchObject({ state: 'finished', signed: 6, refused: 0 });
    expect(await Promise.all(documentIds.map(versionsOf))).toEqual(Array(6).fill(2));
    for (const documentId of documentIds) expect(await signatureCount(documentId)).toBe(1);
  }, 400_000);
});

function serverWith(batch: object): ChildProcess {
  const { databaseUrl, folder: files, people } = at;
  const described = {
    databaseUrl,
    folder: files,
    timestampUrls: [gateUrl()],
    userId: people.leader.id,
    batch,
  };
  const program = join(import.meta.dirname, '../../testing/batchUntilKilled.ts');
  return spawn('node', ['--import', 'tsx', program, JSON.stringify(described)], { stdio: 'inherit' });
}

async function signedIn(batchId: string): Promise<number> {
  const rows = await at.office.db
    .selectFrom('office.signingIntents')
    .select('state')
    .where('batchId', '=', batchId)
    .execute();
  return rows.filter(({ state }) => state === 'signed').length;
}

async function signatureCount(documentId: string): Promise<number> {
  const { clerk } = at.people;
  const { files } = await getDocument(at.office, clerk, { documentId });
  const main = files.find(({ role, latest }) => role === 'main' && latest)!;
  const { items } = await signatureReports(at.office, clerk, { documentId, fileId: main.id });
  expect(items.every(({ verdict }) => verdict === 'valid')).toBe(true);
  return items.length;
}
