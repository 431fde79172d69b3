import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSignature } from '@congvan/signing';
import { createTestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CSC_PIN, CSC_TOKEN, type CscServer, startCscServer } from '../../../signing/testing/cscServer.ts';
import {
  listAudit,
  openBatches,
  openConfirmation,
  presentBatch,
  type SigningBatches,
  saveRemoteKey,
  signingBatches,
} from '../../index.ts';
import {
  ended,
  serverWith,
  signaturesOf,
  signedIn,
  versionsOf,
  waitingForLeader,
} from '../../testing/batches.ts';
import { doStep } from '../../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest } from '../../testing/officeAtTest.ts';
import { startTimestampGate, type TimestampGate } from '../../testing/timestampGate.ts';

const MULTISIGN = 4;
let at: OfficeAtTest;
let batches: SigningBatches;
let folder: string;
let gate: TimestampGate;
/** Two services with the leader's key: one answers at once, the other waits for a confirmation that never comes. */
let prompt: CscServer;
let unconfirmed: CscServer;

const keyAt = (serviceUrl: string) =>
  saveRemoteKey(
    at.office,
    at.people.leader,
    { userId: at.people.leader.id, serviceUrl, credentialId: 'credential-1', accessToken: CSC_TOKEN },
    { image: demonstrationSignature('leader') },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-remote-batch-'));
  const authority = await createTestAuthority({ folder });
  const leader = await authority.issuePerson({ commonName: 'Nguyễn Văn leader' });
  prompt = await startCscServer(leader, { multisign: MULTISIGN });
  unconfirmed = await startCscServer(leader, { multisign: MULTISIGN, unconfirmed: 1e9 });
  gate = await startTimestampGate(authority);
  const services = [prompt.url, unconfirmed.url];
  at = await officeAtTest({ authority, services, timestampUrls: [gate.url] });
  batches = signingBatches(at.office, { onError: console.error });
  await keyAt(prompt.url);
});
afterAll(async () => {
  await batches.stop();
  for (const { stop } of [prompt, unconfirmed, gate]) await stop();
  await at.close();
  await rm(folder, { recursive: true });
});

const authorisedIn = async (work: () => Promise<unknown>): Promise<number[]> => {
  const before = prompt.authorisations.length;
  await work();
  return prompt.authorisations.slice(before);
};

describe('a batch with a remote key', () => {
  it('asks the service once for as many documents as its credential allows, and says of each what became of it', async () => {
    const { documentIds, items } = await waitingForLeader(at, 6);
    await doStep(at, documentIds[1]!, 'sign', { outcome: 'return', remark: 'Sửa', passphrase: undefined });
    const batchId = randomUUID();
    const authorised = await authorisedIn(async () => {
      await batches.start(at.people.leader, { batchId, items, passphrase: CSC_PIN });
      const view = await ended(at, batchId);
      expect(view).toMatchObject({ state: 'finished', signed: 5, refused: 1, waiting: 0 });
      const refused = view.items.find(({ state }) => state === 'refused');
      expect(refused).toMatchObject({ document: { id: documentIds[1] }, code: 'document-state' });
    });
    expect(authorised).toEqual([MULTISIGN - 1, 2]);
    for (const documentId of documentIds.filter((id) => id !== documentIds[1]))
      expect(await signaturesOf(at, documentId)).toMatchObject([{ field: 'person', verdict: 'valid' }]);
  });

  it('stops at the first wrong PIN, which is audited once, and goes on with the right one', async () => {
    const { documentIds, items } = await waitingForLeader(at, 3);
    const batchId = randomUUID();
    const refusals = async () =>
      (await listAudit(at.office, at.people.admin)).items.filter(({ sentence }) =>
        sentence.includes('sai mã PIN'),
      ).length;
    const before = await refusals();
    await batches.start(at.people.leader, { batchId, items, passphrase: '0000' });
    expect(await ended(at, batchId)).toMatchObject({
      state: 'interrupted',
      signed: 0,
      refused: 0,
      waiting: 3,
    });
    expect((await refusals()) - before).toBe(1);
    const authorised = await authorisedIn(async () => {
      await batches.resume(at.people.leader, { batchId, passphrase: CSC_PIN });
      expect(await ended(at, batchId)).toMatchObject({ state: 'finished', signed: 3 });
    });
    expect(authorised).toEqual([3]);
    expect(await Promise.all(documentIds.map((id) => versionsOf(at, id)))).toEqual([2, 2, 2]);
  });

  it('goes on after its server was killed between authorisation and the last document, signing none twice', async () => {
    const { documentIds, items } = await waitingForLeader(at, MULTISIGN);
    const batchId = randomUUID();
    gate.letThrough(2);
    const killed = serverWith(at, [gate.url], { batchId, items, passphrase: CSC_PIN });
    await expect.poll(() => signedIn(at, batchId), { timeout: 240_000 }).toBe(2);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(prompt.authorisations.at(-1)).toBe(MULTISIGN);
    const { leader } = at.people;
    expect(await presentBatch(at.office, leader, batchId)).toMatchObject({ signed: 2, waiting: 2 });

    gate.letThrough(Number.POSITIVE_INFINITY);
    const later = { ...at.office, clock: { now: () => new Date(Date.now() + 60_000) } };
    expect(await openBatches(later, leader)).toMatchObject([{ id: batchId, state: 'interrupted' }]);
    const authorised = await authorisedIn(async () => {
      const elsewhere = signingBatches(later, { onError: console.error });
      await elsewhere.resume(leader, { batchId, passphrase: CSC_PIN });
      expect(await ended(at, batchId)).toMatchObject({ state: 'finished', signed: MULTISIGN, refused: 0 });
    });
    expect(authorised).toEqual([2]);
    for (const documentId of documentIds) {
      expect(await versionsOf(at, documentId)).toBe(2);
      expect(await signaturesOf(at, documentId)).toMatchObject([{ verdict: 'valid' }]);
    }
  }, 400_000);

  it('tells its person to confirm, waits for nobody’s confirmation when the server stops, and goes on waiting itself', async () => {
    await keyAt(unconfirmed.url);
    const { items } = await waitingForLeader(at, 2);
    const batchId = randomUUID();
    const stopping = signingBatches(at.office, { onError: console.error });
    await stopping.start(at.people.leader, { batchId, items, passphrase: CSC_PIN });
    await expect.poll(() => unconfirmed.calls, { timeout: 60_000 }).toContain('credentials/authorizeCheck');
    const { office, people } = at;
    const wait = () => openConfirmation(office, people.leader);
    await expect.poll(wait, { timeout: 60_000 }).toMatchObject({ kind: 'authorization' });
    const told = await wait();
    expect(Date.parse(told!.until)).toBeGreaterThan(Date.parse(told!.since));
    expect(await openConfirmation(office, people.clerk)).toBeNull();
    const afterwards = { ...office, clock: { now: () => new Date(told!.until) } };
    expect(await openConfirmation(afterwards, people.leader)).toBeNull();
    await stopping.stop();
    expect(await openConfirmation(office, people.leader)).toBeNull();
    expect(await presentBatch(at.office, at.people.leader, batchId)).toMatchObject({
      ...{ state: 'interrupted', signed: 0, refused: 0, waiting: 2 },
    });
    await keyAt(prompt.url);
    await batches.resume(at.people.leader, { batchId, passphrase: CSC_PIN });
    expect(await ended(at, batchId)).toMatchObject({ state: 'finished', signed: 2 });
  });
});
